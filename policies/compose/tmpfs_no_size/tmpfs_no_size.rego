# METADATA
# title: Temporary filesystem has no size
# description: >-
#   A tmpfs without a size takes up to half of the memory of the host, outside of what most people watch.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#tmpfs
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/storage/tmpfs/
#     description: tmpfs mounts
# custom:
#   severity: low
#   confidence: high
#   category: resources
#   applies_to: service
#   applies_if: ["facts.mounts.kind=tmpfs"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write a size: `tmpfs: ["/tmp:size=64m"]`, or `tmpfs: {size: 64m}` in the long syntax.
#   cwe: [770]
package policies.compose.tmpfs_no_size

deny contains finding if {
	some service in input.services
	some mounted in service.facts.mounts
	mounted.kind == "tmpfs"
	not _sized(mounted)
	finding := {
		"message": sprintf("service %s: the tmpfs %s may fill half of the memory; write `size=64m`", [service.key, mounted.target]),
		"at": mounted.at,
		"subject": service.at,
	}
}

# A size of 0 is no limit.
_sized(mounted) if {
	some option in mounted.options
	regex.match("^size=0*[1-9]", option)
}

# METADATA
# title: Temporary filesystem runs programs
# description: >-
#   The engine mounts a tmpfs noexec, nosuid and nodev. `exec` or `suid` give an attacker a writable place for programs, even in a
#   read-only container. `dev` changes nothing: the device cgroup refuses what is not granted.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#tmpfs
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/storage/tmpfs/
#     description: tmpfs mounts
# custom:
#   severity: low
#   confidence: high
#   category: filesystem
#   applies_to: service
#   applies_if: ["facts.mounts.kind=tmpfs"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Remove the options `exec` and `suid` from the entry: `tmpfs: ["/tmp:size=64m"]`.
#   cwe: [732]
#   aliases: ["compose-lint:CL-0022"]
package policies.compose.tmpfs_exec_or_suid

deny contains finding if {
	some service in input.services
	some mounted in service.facts.mounts
	given := sort({option | some option in mounted.options; option in {"exec", "suid"}})
	count(given) > 0
	finding := {
		"message": sprintf("service %s mounts the tmpfs %s with %s; remove the option", [service.key, mounted.target, concat(", ", given)]),
		"at": mounted.at,
		"subject": service.at,
	}
}

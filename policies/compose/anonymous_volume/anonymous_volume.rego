# METADATA
# title: Volume has no name
# description: >-
#   The engine makes a new anonymous volume for each container. The data is left behind when the container is recreated, is not
#   backed up by name, and goes with `docker compose down -v`.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/volumes/
#     description: Volumes
#   - ref: https://docs.docker.com/reference/compose-file/services/#volumes
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: medium
#   category: data
#   applies_to: service
#   applies_if: ["facts.mounts.kind=volume"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Give the volume a name: `volumes: ["data:/var/lib/data"]` in the service and `volumes: {data: }` at the top level.
#   cwe: [1188]
package policies.compose.anonymous_volume

deny contains finding if {
	some service in input.services
	some mounted in service.facts.mounts
	mounted.kind == "volume"
	mounted.from == "volumes"
	mounted.source == null
	is_string(mounted.target)
	startswith(mounted.target, "/")
	not _mask(service, mounted)
	finding := {
		"message": sprintf("service %s keeps %s in a volume without a name; write `data:%s`", [service.key, mounted.target, mounted.target]),
		"at": mounted.at,
		"subject": service.at,
	}
}

# A volume below a bind mount keeps a directory of the image visible (node_modules below the sources): nothing in it is kept on purpose.
_mask(service, mounted) if {
	some other in service.facts.mounts
	other.kind == "bind"
	is_string(other.target)
	startswith(mounted.target, concat("", [trim_suffix(other.target, "/"), "/"]))
}

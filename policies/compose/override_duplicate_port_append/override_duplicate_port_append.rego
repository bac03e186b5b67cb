# METADATA
# title: An override publishes a port a second time
# description: >-
#   Entries of `ports` with another address of the host do not replace each other. Where a later file publishes
#   a port on the loopback address to shut it in, that of the file before stays open, or the second one finds
#   the port taken and the service does not start.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/merge/
#     description: "Compose file reference: merge"
#   - ref: https://docs.docker.com/engine/network/port-publishing/
#     description: "Docker: publishing ports"
# custom:
#   severity: medium
#   confidence: high
#   category: environments
#   applies_to: service
#   applies_if: ["facts.overlaid.attribute=ports"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Write the list of the later file as `ports: !override`, so that it stands in place of the one before.
#   cwe: [1188]
package policies.compose.override_duplicate_port_append

deny contains finding if {
	some service in input.services
	some overlaid in service.facts.overlaid
	overlaid.attribute == "ports"
	overlaid.how == "appended"
	some i in overlaid.entries
	some j, before in service.facts.ports
	not j in overlaid.entries
	after := service.facts.ports[i]
	_same(before, after)
	before.host_ip != after.host_ip
	finding := {
		"message": sprintf("service %s publishes port %d of the host on %s, and the file before on %s stays; write `ports: !override`", [service.key, after.published, _address(after), _address(before)]),
		"at": after.at,
		"subject": service.at,
		"related": [{"at": before.at, "message": "this stays"}],
	}
}

# The same port of the host for the same port of the container.
_same(before, after) if {
	is_number(after.published)
	before.published == after.published
	before.target == after.target
	before.protocol == after.protocol
}

_address(port) := port.host_ip if is_string(port.host_ip)

_address(port) := "all addresses" if is_null(port.host_ip)

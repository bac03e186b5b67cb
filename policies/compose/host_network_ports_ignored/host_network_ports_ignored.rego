# METADATA
# title: Published ports have no effect in the network of the host
# description: >-
#   With `network_mode: host` the engine discards `ports`: the process binds the ports of the host itself, under its own numbers
#   and on all addresses, whatever the file says.
# related_resources:
#   - ref: https://docs.docker.com/engine/network/drivers/host/
#     description: Host network driver
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: Compose file reference
# custom:
#   severity: medium
#   confidence: high
#   category: ports
#   applies_to: service
#   applies_if: ["network_mode=host"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `network_mode: host` to make the ports count, or remove `ports` and set the address in the program.
#   cwe: [1188]
package policies.compose.host_network_ports_ignored

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	typed.text(service, "network_mode") == "host"
	count(typed.list(service, "ports")) > 0
	finding := {
		"message": sprintf("service %s publishes ports that the network of the host discards; remove `network_mode: host` or `ports`", [service.key]),
		"at": lib.at(service, ["ports"]),
		"subject": service.at,
		"related": [{"at": lib.at(service, ["network_mode"]), "message": "discards them"}],
	}
}

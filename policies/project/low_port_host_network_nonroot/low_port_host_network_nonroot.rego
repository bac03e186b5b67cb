# METADATA
# title: Unprivileged service in the network of the host listens on a low port
# description: >-
#   In a network of its own a container may listen on every port; in that of the host, ports below 1024 need
#   NET_BIND_SERVICE, so the program stops when it starts.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#network_mode
#     description: Compose file reference
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
#     description: capabilities(7)
# custom:
#   severity: low
#   confidence: medium
#   category: network
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Listen on a port above 1023, leave the network of the host, or add NET_BIND_SERVICE.
#   cwe: [1188]
package policies.project.low_port_host_network_nonroot

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	typed.text(service, "network_mode") == "host"
	service.facts.user.root == false
	service.facts.hardening.privileged == false
	not "NET_BIND_SERVICE" in {capability.name | some capability in service.facts.capabilities.add}
	low := [number |
		some exposed in service.facts.exposed
		number := to_number(regex.find_n("^[0-9]+", exposed, 1)[0])
		number < 1024
	]
	finding := {
		"message": sprintf("service %s runs unprivileged in the network of the host and listens on port %d; use one above 1023", [service.key, low[0]]),
		"at": lib.at(service, ["network_mode"]),
		"subject": service.at,
	}
}

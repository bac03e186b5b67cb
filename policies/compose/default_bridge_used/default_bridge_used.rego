# METADATA
# title: Container joins the default bridge
# description: >-
#   `network_mode: bridge` puts the container on docker0 with the containers of all other projects of the host, where all reach
#   each other and none has a name.
# related_resources:
#   - ref: https://docs.docker.com/engine/network/drivers/bridge/#use-the-default-bridge-network
#     description: The default bridge network
#   - ref: https://docs.docker.com/reference/compose-file/services/#network_mode
#     description: Compose file reference
# custom:
#   severity: medium
#   confidence: high
#   category: networks
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `network_mode: bridge`; the project has a bridge network of its own.
#   cwe: [653]
package policies.compose.default_bridge_used

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	typed.text(service, "network_mode") == "bridge"
	finding := {
		"message": sprintf("service %s joins the default bridge, which all projects share; remove `network_mode: bridge`", [service.key]),
		"at": lib.at(service, ["network_mode"]),
		"subject": service.at,
	}
}

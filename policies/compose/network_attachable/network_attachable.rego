# METADATA
# title: Any container of the swarm may join the network
# description: >-
#   An attachable overlay network is open to containers outside of the stack: whoever may start a container in the swarm can join
#   and talk to its services.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/networks/#attachable
#     description: "Compose file reference: attachable"
# custom:
#   severity: low
#   confidence: high
#   category: networks
#   applies_to: network
#   applies_if: ["driver=overlay"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Remove `attachable: true`; let tasks that need the network be services of the stack.
#   cwe: [668]
package policies.compose.network_attachable

import data.policies.lib

deny contains finding if {
	some network in input.networks
	object.get(network, "attachable", false) == true
	finding := {
		"message": sprintf("network %s is attachable: any container of the swarm may join it; remove `attachable`", [network.key]),
		"at": lib.at(network, ["attachable"]),
		"subject": network.at,
	}
}

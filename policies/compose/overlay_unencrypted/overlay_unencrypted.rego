# METADATA
# title: Traffic between hosts is not encrypted
# description: >-
#   Only the management traffic of a swarm is encrypted. What services send each other over an overlay network crosses the wires
#   between the hosts as plain text.
# related_resources:
#   - ref: https://docs.docker.com/engine/network/drivers/overlay/#encrypt-traffic-on-an-overlay-network
#     description: Encrypt traffic on an overlay network
# custom:
#   severity: medium
#   confidence: high
#   category: networks
#   applies_to: network
#   applies_if: ["driver=overlay"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write `driver_opts: {encrypted: "true"}` for the network.
#   cwe: [668]
package policies.compose.overlay_unencrypted

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some network in input.networks
	object.get(network, "driver", "") == "overlay"
	not network.facts.external
	options := typed.map(network, "driver_opts")
	object.get(options, "encrypted", null) in {null, "false"}
	finding := {
		"message": sprintf("network %s crosses hosts in plain text; write `driver_opts: {encrypted: \"true\"}`", [network.key]),
		"at": lib.at(network, ["driver_opts", "encrypted"]),
		"subject": network.at,
	}
}

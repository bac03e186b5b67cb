# METADATA
# title: Network switches the packet filter off
# description: >-
#   In the gateway modes nat-unprotected and routed the engine does not block ports that were never published: with a route to the
#   network every port of every container is reachable.
# related_resources:
#   - ref: https://docs.docker.com/engine/network/packet-filtering-firewalls/
#     description: Docker and packet filtering
# custom:
#   severity: high
#   confidence: high
#   category: networks
#   applies_to: network
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the option (the default is `nat`), or use `isolated` for networks without a gateway.
#   cwe: [668]
package policies.compose.network_firewall_bypass

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some network in input.networks
	some option in ["com.docker.network.bridge.gateway_mode_ipv4", "com.docker.network.bridge.gateway_mode_ipv6"]
	mode := object.get(typed.map(network, "driver_opts"), option, "")
	mode in {"nat-unprotected", "routed"}
	finding := {
		"message": sprintf("network %s has the gateway mode %s, which opens ports that were never published; remove the option", [network.key, mode]),
		"at": lib.at(network, ["driver_opts", option]),
		"subject": network.at,
	}
}

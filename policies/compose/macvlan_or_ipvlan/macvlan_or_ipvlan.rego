# METADATA
# title: Containers are put directly on the network of the host
# description: >-
#   With macvlan and ipvlan each container has an address of its own in the network outside. No port needs to be published: all
#   that listen are reachable, past the packet filter of the host.
# related_resources:
#   - ref: https://docs.docker.com/engine/network/drivers/macvlan/
#     description: Macvlan network driver
# custom:
#   severity: low
#   confidence: high
#   category: networks
#   applies_to: network
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Use the driver `bridge` and publish the ports that are needed, or filter in front of the containers.
#   cwe: [668]
package policies.compose.macvlan_or_ipvlan

import data.policies.lib

deny contains finding if {
	some network in input.networks
	object.get(network, "driver", "") in {"macvlan", "ipvlan"}
	finding := {
		"message": sprintf("network %s puts its containers on the network of the host (%s); use a bridge and publish ports", [network.key, network.driver]),
		"at": lib.at(network, ["driver"]),
		"subject": network.at,
	}
}

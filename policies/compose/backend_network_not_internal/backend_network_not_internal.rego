# METADATA
# title: Network of inner services is open to the outside
# description: >-
#   No service of this network is published, so nothing needs the way in; but each of its containers can still open connections to
#   anywhere, which is how stolen data leaves.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/networks/#internal
#     description: "Compose file reference: internal networks"
# custom:
#   severity: low
#   confidence: medium
#   category: networks
#   applies_to: network
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write `internal: true` for the network; a service that does call out gets a second network.
#   cwe: [653]
package policies.compose.backend_network_not_internal

import data.policies.lib

deny contains finding if {
	some network in input.networks
	network.facts.declared
	not network.facts.external
	object.get(network, "internal", false) != true
	count(network.facts.used_by) > 1
	every name in network.facts.used_by {
		service := input.services[name]
		count(service.facts.ports) == 0
	}
	finding := {
		"message": sprintf("no service of network %s is published; write `internal: true` to close it", [network.key]),
		"at": lib.at(network, ["internal"]),
		"subject": network.at,
	}
}

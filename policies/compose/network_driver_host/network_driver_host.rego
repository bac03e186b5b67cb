# METADATA
# title: Network is that of the host or the default bridge
# description: >-
#   The networks `host` and `bridge` belong to the engine. On `host` the container is not isolated at all; on `bridge` it reaches
#   the containers of all other projects and has no names for its own.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/networks/#external
#     description: "Compose file reference: external networks"
# custom:
#   severity: high
#   confidence: high
#   category: networks
#   applies_to: network
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `external` and `name`, so that the project gets a bridge network of its own.
#   cwe: [668]
package policies.compose.network_driver_host

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some network in input.networks
	what := _predefined(network)
	finding := {
		"message": sprintf("network %s is %s; declare a network of the project instead", [network.key, what]),
		"at": lib.at(network, [_attribute(network)]),
		"subject": network.at,
	}
}

_predefined(network) := "the network of the host" if {
	network.facts.external
	typed.text(network, "name") == "host"
}

_predefined(network) := "the default bridge of the engine" if {
	network.facts.external
	typed.text(network, "name") == "bridge"
}

_predefined(network) := "the network of the host" if {
	not network.facts.external
	object.get(network, "driver", "") == "host"
}

_attribute(network) := "name" if network.facts.external

_attribute(network) := "driver" if not network.facts.external

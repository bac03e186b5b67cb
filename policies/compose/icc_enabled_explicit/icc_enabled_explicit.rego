# METADATA
# title: Traffic between containers is allowed by an option
# description: >-
#   The option says what is the default anyway. It is usually left from a time when somebody needed it, and overrides a daemon
#   that forbids it.
# related_resources:
#   - ref: https://docs.docker.com/engine/network/drivers/bridge/
#     description: Bridge network driver
# custom:
#   severity: info
#   confidence: high
#   category: networks
#   applies_to: network
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Remove the option, or write `com.docker.network.bridge.enable_icc: "false"` where the containers need not talk.
#   cwe: [668]
package policies.compose.icc_enabled_explicit

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some network in input.networks
	value := object.get(typed.map(network, "driver_opts"), "com.docker.network.bridge.enable_icc", "")
	lower(sprintf("%v", [value])) == "true"
	finding := {
		"message": sprintf("network %s allows traffic between containers explicitly; remove the option or write \"false\"", [network.key]),
		"at": lib.at(network, ["driver_opts", "com.docker.network.bridge.enable_icc"]),
		"subject": network.at,
	}
}

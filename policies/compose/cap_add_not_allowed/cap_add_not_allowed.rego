# METADATA
# title: Added capability is not on the allow-list
# description: >-
#   An allow-list keeps every capability beyond the usual few a decision that somebody took, instead of a line that was copied
#   along.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#cap_add
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities
#     description: Runtime privilege and Linux capabilities
# custom:
#   severity: medium
#   confidence: high
#   category: capabilities
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Remove the capability from `cap_add`, or put it on the list: `params: {compose/cap-add-not-allowed: {allow: [...,
#     NET_RAW]}}` in plimsoll.yaml.
#   cwe: [250]
#   aliases: ["kics:ce76b7d0-9e77-464d-b86f-c5c48e03e22d"]
#   params:
#     allow:
#       default: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID"]
#       description: "Capabilities that any service may add."
package policies.compose.cap_add_not_allowed

deny contains finding if {
	some service in input.services
	some capability in service.facts.capabilities.add
	capability.name != ""
	not capability.name in data.params.compose.cap_add_not_allowed.allow
	finding := {
		"message": sprintf("service %s adds capability %s, which is not on the allow-list; remove it from `cap_add`", [service.key, capability.name]),
		"at": capability.at,
		"subject": service.at,
	}
}

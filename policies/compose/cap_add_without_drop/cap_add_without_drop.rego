# METADATA
# title: Capability is added on top of the defaults
# description: >-
#   Without `cap_drop: [ALL]` the added capability comes on top of the fourteen default ones, although the list reads as if it
#   were all the service has.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#cap_add
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities
#     description: Runtime privilege and Linux capabilities
# custom:
#   severity: low
#   confidence: high
#   category: capabilities
#   applies_to: service
#   applies_if: ["cap_add"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write `cap_drop: [ALL]` beside `cap_add`, and list in `cap_add` all that the process needs.
#   cwe: [250]
package policies.compose.cap_add_without_drop

import data.policies.lib

deny contains finding if {
	some service in input.services
	capabilities := service.facts.capabilities
	names := {capability.name | some capability in capabilities.add; capability.name != ""}
	count(names) > 0
	not capabilities.drops_all
	not "ALL" in names
	finding := {
		"message": sprintf("service %s adds %s on top of the default capabilities; write `cap_drop: [ALL]` beside it", [service.key, concat(", ", sort(names))]),
		"at": lib.at(service, ["cap_add"]),
		"subject": service.at,
	}
}

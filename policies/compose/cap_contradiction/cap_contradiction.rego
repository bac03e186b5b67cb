# METADATA
# title: Capability is both added and dropped
# description: >-
#   The engine decides by rules of its own which of the two entries wins (an added capability survives a drop of the same name; a
#   drop of ALL beside an addition of ALL leaves everything). A reader cannot tell what the service has.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#cap_add
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/compose-file/services/#cap_drop
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: high
#   category: capabilities
#   applies_to: service
#   applies_if: ["cap_add"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Keep one of the two entries.
#   cwe: [1188]
package policies.compose.cap_contradiction

deny contains finding if {
	some service in input.services
	some added in service.facts.capabilities.add
	some dropped in service.facts.capabilities.drop
	added.name == dropped.name
	added.name != ""
	finding := {
		"message": sprintf("service %s both adds and drops capability %s; keep one of the two", [service.key, added.name]),
		"at": added.at,
		"subject": service.at,
		"related": [{"at": dropped.at, "message": "dropped here"}],
	}
}

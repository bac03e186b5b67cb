# METADATA
# title: An empty list in an override clears nothing
# description: >-
#   Lists of several Compose files are joined. An empty one in a later file joins nothing to the list before:
#   the ports, mounts or capabilities that it was written to take away stay.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/merge/
#     description: "Compose file reference: merge"
#   - ref: https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/
#     description: "Docker: merge Compose files"
# custom:
#   severity: medium
#   confidence: high
#   category: environments
#   applies_to: service
#   applies_if: ["facts.overlaid"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Write `!reset []` to take away what the file before has, or `!override` with the list that counts instead.
#     Take the line out where all of it is meant to stay.
#   cwe: [1188]
package policies.compose.override_empty_list_noop

deny contains finding if {
	some service in input.services
	some overlaid in service.facts.overlaid
	overlaid.how == "empty"
	finding := {
		"message": sprintf("service %s: `%s` is empty in %s and takes nothing away; write `%s: !reset []`", [service.key, overlaid.attribute, overlaid.file, overlaid.attribute]),
		"at": overlaid.at,
		"subject": service.at,
		"related": [{"at": overlaid.below, "message": "this stays"}],
	}
}

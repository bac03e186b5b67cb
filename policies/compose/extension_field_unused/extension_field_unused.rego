# METADATA
# title: Anchor that nothing refers to
# description: >-
#   A block of settings that no service takes over looks as if it held for all. Often it is the hardening that one service was
#   meant to have.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/
#     description: Compose file reference
# custom:
#   severity: info
#   confidence: high
#   category: hygiene
#   applies_to: project
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Refer to it where it belongs (`<<: *defaults`), or remove it.
package policies.compose.extension_field_unused

deny contains finding if {
	some file in input.compose_files
	some anchor in file.anchors
	is_string(anchor.below)
	startswith(anchor.below, "x-")
	names := {other.name | some other in file.anchors; other.used}
	not anchor.name in names
	finding := {
		"message": sprintf("nothing refers to the anchor %s below %s; write `<<: *%s` where it belongs or remove it", [anchor.name, anchor.below, anchor.name]),
		"at": anchor.at,
		"subject": input.at,
	}
}

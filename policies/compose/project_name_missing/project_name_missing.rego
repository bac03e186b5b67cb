# METADATA
# title: Project has no name of its own
# description: >-
#   Without a top-level `name` the project is called after its directory: two checkouts of the same name share containers and
#   volumes, and a renamed directory loses them.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/version-and-name/
#     description: "Compose file reference: version and name"
# custom:
#   severity: info
#   confidence: high
#   category: hygiene
#   applies_to: project
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Write `name: shop` at the top of the file.
#   aliases: ["dclint:require-project-name-field"]
package policies.compose.project_name_missing

deny contains finding if {
	named := [file | some file in input.compose_files; some written in file.keys; written.key == "name"]
	count(named) == 0
	finding := {
		"message": "the project has no name of its own; write `name: …` at the top of the file",
		"at": _first(input.compose_files[0]),
		"subject": input.at,
	}
}

_first(file) := file.keys[0].at

_first(file) := file.at if count(file.keys) == 0

# METADATA
# title: Env file sets a key twice
# description: >-
#   The later line wins without a word, and who changes the first one wonders why nothing happens.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
#     description: Syntax of env files
# custom:
#   severity: low
#   confidence: high
#   category: environment
#   applies_to: env_file
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove one of the lines.
#   cwe: [1109]
package policies.env.envfile_duplicate_key

deny contains finding if {
	some file in input.env_files
	some index, assignment in file.assignments
	first := _first[[file.at, assignment.key]]
	index > first
	finding := {
		"message": sprintf("%s sets %s again, and this line wins; remove one of them", [file.path, assignment.key]),
		"at": assignment.at,
		"mark": "key",
		"subject": file.at,
		"related": [{"at": file.assignments[first].at, "message": "set here first"}],
	}
}

_places[place] contains index if {
	some file in input.env_files
	some index, assignment in file.assignments
	place := [file.at, assignment.key]
}

_first := {key: min(places) | some key, places in _places}

# METADATA
# title: Env file is untidy
# description: >-
#   Names in lower case, names out of order and loose white space make an env file harder to read and to compare. Nothing
#   works differently.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
#     description: Syntax of env files
# custom:
#   severity: info
#   confidence: high
#   category: style
#   applies_to: env_file
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Write names in capitals and in order within a block of lines; take white space at the ends of lines and needless
#     blank lines out.
#   aliases: ["dotenv-linter:LowercaseKey", "dotenv-linter:UnorderedKey", "dotenv-linter:ExtraBlankLine", "dotenv-linter:EndingBlankLine", "dotenv-linter:TrailingWhitespace"]
#   params:
#     order:
#       default: true
#       description: >-
#         Names are in order within a block of lines.
#     lower_case:
#       default: ["http_proxy", "https_proxy", "no_proxy", "ftp_proxy", "all_proxy"]
#       description: >-
#         Names that are written in lower case.
package policies.env.envfile_style

deny contains finding if {
	some file in input.env_files
	some assignment in file.assignments
	assignment.key != upper(assignment.key)
	not assignment.key in data.params.env.envfile_style.lower_case
	finding := {
		"message": sprintf("%s has %s in lower case; write %s", [file.path, assignment.key, upper(assignment.key)]),
		"at": assignment.at,
		"mark": "key",
		"subject": file.at,
	}
}

deny contains finding if {
	data.params.env.envfile_style.order
	some file in input.env_files
	some index, assignment in file.assignments
	assignment.follows
	before := file.assignments[index - 1]
	assignment.key < before.key
	finding := {
		"message": sprintf("%s has %s after %s; put them in order", [file.path, assignment.key, before.key]),
		"at": assignment.at,
		"mark": "key",
		"subject": file.at,
	}
}

deny contains finding if {
	some file in input.env_files
	some line in file.loose
	finding := {
		"message": sprintf("%s has %s; take it out", [file.path, _kinds[line.kind]]),
		"at": line.at,
		"subject": file.at,
	}
}

_kinds := {
	"trailing-space": "white space at the end of a line",
	"extra-blank-line": "more than one blank line in a row",
	"blank-last-line": "a blank line at its end",
}

# METADATA
# title: Value with spaces is not quoted
# description: >-
#   Compose reads the line to its end, but a shell or another reader of env files takes the first word only, or runs the
#   rest as a command.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
#     description: Syntax of env files
# custom:
#   severity: low
#   confidence: medium
#   category: environment
#   applies_to: env_file
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Put the value in double quotes.
#   cwe: [1109]
package policies.env.envfile_value_unquoted

deny contains finding if {
	some file in input.env_files
	some assignment in file.assignments
	assignment.quote == ""
	is_string(assignment.value)
	regex.match("[ \\t]", assignment.value)
	finding := {
		"message": sprintf("%s sets %s to several words without quotes; write %s=\"…\"", [file.path, assignment.key, assignment.key]),
		"at": assignment.at,
		"subject": file.at,
	}
}

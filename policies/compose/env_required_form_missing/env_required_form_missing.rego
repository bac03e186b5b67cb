# METADATA
# title: Secret comes from a variable that may be empty
# description: >-
#   Where the variable is not set, Compose goes on with an empty password or key. With `${VAR:?}` it stops and says so.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/
#     description: Interpolation in Compose
# custom:
#   severity: low
#   confidence: medium
#   category: environment
#   applies_to: service
#   applies_if: ["facts.environment"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write `${VAR:?set VAR}`, or mount the secret as a file.
#   cwe: [1188]
package policies.compose.env_required_form_missing

deny contains finding if {
	some variable in input.variables
	variable.operator == ""
	regex.match("(^|_)(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|SECRET_KEY|PRIVATE_KEY|ENCRYPTION_KEY)$", upper(variable.name))
	not _given(variable.name)
	not _optional(variable.name)
	finding := {
		"message": sprintf("%s may be empty without anybody noticing; write `${%s:?set %s}`", [variable.name, variable.name, variable.name]),
		"at": variable.at,
	}
}

# An env file of the project that is committed sets it, so it is not empty.
_given(name) if {
	some file in input.env_files
	not file.sample
	file.ignored != true
	some assignment in file.assignments
	assignment.key == name
	is_string(assignment.value)
	assignment.value != ""
}

# An env file has it commented out: it may be left away.
_optional(name) if {
	some file in input.env_files
	name in object.get(file, "mentions", [])
}

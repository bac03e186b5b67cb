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
	finding := {
		"message": sprintf("%s may be empty without anybody noticing; write `${%s:?set %s}`", [variable.name, variable.name, variable.name]),
		"at": variable.at,
	}
}

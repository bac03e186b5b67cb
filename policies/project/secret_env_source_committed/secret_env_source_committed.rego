# METADATA
# title: Secret comes from a committed env file
# description: >-
#   The secret is mounted as a file, but its value stands in an env file of the repository for all to read.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/secrets/
#     description: "Compose file reference: secrets"
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
# custom:
#   severity: medium
#   confidence: high
#   category: secrets
#   applies_to: secret
#   applies_if: ["environment"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Set the variable outside of the repository, or keep the env file out of it: `echo .env >> .gitignore &&
#     git rm --cached .env`.
#   cwe: [798]
package policies.project.secret_env_source_committed

import data.policies.lib

deny contains finding if {
	some secret in input.secrets
	variable := object.get(secret, "environment", null)
	is_string(variable)
	some file in input.env_files
	file.interpolation
	file.ignored != true
	some assignment in file.assignments
	assignment.key == variable
	is_string(assignment.value)
	assignment.value != ""
	finding := {
		"message": sprintf("secret %s takes %s from %s, which is in the repository; set it outside", [secret.key, variable, file.path]),
		"at": lib.at(secret, ["environment"]),
		"subject": secret.at,
		"related": [{"at": assignment.at, "message": "the value"}],
	}
}

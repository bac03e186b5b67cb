# METADATA
# title: Dollar sign inside a secret is taken for a variable
# description: >-
#   A `$` in the middle of a password begins a variable. Nothing sets it, so that it and what follows are dropped without
#   an error: the container gets a shorter secret than the one that was chosen.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
#     description: Syntax of env files
# custom:
#   severity: medium
#   confidence: high
#   category: secrets
#   applies_to: env_file
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Put the value in single quotes: `PASSWORD='pa$word'`.
#   cwe: [116]
package policies.env.env_dollar_unescaped

deny contains finding if {
	some file in input.env_files
	some assignment in file.assignments
	assignment.glued
	_is_secret(assignment)
	finding := {
		"message": sprintf("%s holds a `$` that is taken for a variable, so a part of the secret is lost; put the value in single quotes", [assignment.key]),
		"at": assignment.at,
		"subject": file.at,
	}
}

_is_secret(assignment) if {
	some candidate in input.secret_candidates
	candidate.holder == assignment.at
	candidate.class == "mixed"
}

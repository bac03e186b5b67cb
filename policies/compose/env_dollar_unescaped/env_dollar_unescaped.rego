# METADATA
# title: Dollar sign inside a secret is taken for a variable
# description: >-
#   A `$` in the middle of a password begins a variable. Nothing sets it, so that it and what follows are dropped without
#   an error: the container gets a shorter secret than the one that was chosen.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/interpolation/
#     description: Compose file reference
# custom:
#   severity: medium
#   confidence: high
#   category: secrets
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Double the sign: `PASSWORD: pa$$word`. Better, take the secret out of the file.
#   cwe: [116]
package policies.compose.env_dollar_unescaped

import data.policies.lib.secret

deny contains finding if {
	some variable in input.variables
	secret.swallows(variable)
	some candidate in input.secret_candidates
	candidate.holder == variable.used_at
	finding := {
		"message": sprintf("%s holds a `$` that Compose takes for a variable, so a part of the secret is lost; write `$$`", [_key(candidate)]),
		"at": variable.at,
		"subject": candidate.subject,
	}
}

_key(candidate) := candidate.key if is_string(candidate.key)

_key(candidate) := "a value" if is_null(candidate.key)

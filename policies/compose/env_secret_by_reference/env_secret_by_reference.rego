# METADATA
# title: Secret reaches the container through a variable
# description: >-
#   Nothing is written out, but the value still ends up in the environment of the container, where `docker
#   inspect`, child processes and crash reports show it.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/secrets/
#     description: "Compose file reference: secrets"
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
# custom:
#   severity: low
#   confidence: high
#   category: secrets
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Mount it as a secret: `secrets: [token]` and let the program read /run/secrets/token.
#   cwe: [526]
package policies.compose.env_secret_by_reference

import data.policies.lib.secret

deny contains finding if {
	some candidate in input.secret_candidates
	candidate.place == "environment"
	candidate.class == "reference"
	candidate.named
	is_null(candidate.placeholder)
	finding := {
		"message": sprintf("service %s gets %s through its environment; mount it as a secret", [secret.owner(candidate.subject), candidate.key]),
		"at": candidate.at,
		"subject": candidate.subject,
	}
}

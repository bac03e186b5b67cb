# METADATA
# title: External secret outside of a swarm
# description: >-
#   Docker Compose on a single engine has no store for secrets: an `external` one exists only in a swarm, so the
#   services that use it do not start.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/secrets/
#     description: "Compose file reference: secrets"
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
# custom:
#   severity: low
#   confidence: high
#   category: secrets
#   applies_to: secret
#   applies_if: ["facts.external=true"]
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Name a file or variable, which Compose mounts itself: `secrets: {token: {file: ./token.txt}}`; or deploy
#     with `docker stack deploy`.
#   cwe: [1164]
package policies.compose.secret_external_without_swarm

import data.policies.lib

deny contains finding if {
	some secret in input.secrets
	secret.facts.external
	count(secret.facts.used_by) > 0
	finding := {
		"message": sprintf("secret %s is external, which only a swarm has; outside of one name a `file:` or `environment:`", [secret.key]),
		"at": lib.at(secret, ["external"]),
		"subject": secret.at,
	}
}

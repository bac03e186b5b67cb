# METADATA
# title: Secret is granted to many services
# description: >-
#   Every service with a secret is one more place to steal it from, and nobody can tell later which one lost it.
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
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Give each service a credential of its own, with the rights it needs.
#   cwe: [250]
#   params:
#     most:
#       default: 3
#       description: "How many services may share a secret."
package policies.compose.secret_over_shared

deny contains finding if {
	some secret in input.secrets
	count(secret.facts.used_by) > data.params.compose.secret_over_shared.most
	finding := {
		"message": sprintf("secret %s is granted to %d services (%s); give each a credential of its own", [secret.key, count(secret.facts.used_by), concat(", ", secret.facts.used_by)]),
		"at": secret.at,
	}
}

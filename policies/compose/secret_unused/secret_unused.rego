# METADATA
# title: Secret is declared and not used
# description: >-
#   A secret that no service mounts is either left over, and then a file with a credential that nobody looks
#   after, or forgotten where it is needed. External ones, which bring no file, are left to top-level-unused.
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
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Grant it to the service that needs it with `secrets: [name]`, or delete the declaration and the file.
#   cwe: [1164]
package policies.compose.secret_unused

deny contains finding if {
	some secret in input.secrets
	not secret.facts.external
	count(secret.facts.used_by) == 0
	finding := {
		"message": sprintf("secret %s is declared and no service uses it; grant it with `secrets:` or remove it", [secret.key]),
		"at": secret.at,
	}
}

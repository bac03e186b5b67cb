# METADATA
# title: Secret is written out in a config
# description: >-
#   A config is mounted readable for everybody in the container, and its content is in the Compose file.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
#     description: "OWASP: secrets management"
# custom:
#   severity: high
#   confidence: high
#   category: secrets
#   applies_to: config
#   applies_if: ["content"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Keep the credential out of the config: put it in a secret, or let a variable fill it in.
#       secrets:
#         app_ini:
#           file: ./secrets/app.ini
#   cwe: [798]
#   params:
#     allow:
#       default: []
#       description: "Keys that hold no secret, in any case: `[\"SESSION_KEY\"]`."
package policies.compose.config_inline_secret

import data.policies.lib.secret

deny contains finding if {
	some candidate in secret.at_places({"other"}, data.params.compose.config_inline_secret.allow)
	startswith(candidate.holder, "/configs/")
	secret.given(candidate)
	finding := {
		"message": sprintf("config %s holds %s; make it a secret with `file:` or put a variable in its place", [secret.owner(candidate.subject), secret.label(candidate)]),
		"at": candidate.at,
		"subject": candidate.subject,
		"severity": secret.severity(candidate, "high"),
	}
}

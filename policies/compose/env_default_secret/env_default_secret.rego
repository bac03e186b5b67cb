# METADATA
# title: Secret is the default of a variable
# description: >-
#   The default is what runs wherever nobody sets the variable, which is every fresh clone and most deployments,
#   and it is in the repository for all to read.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
#     description: "OWASP: secrets management"
# custom:
#   severity: high
#   confidence: high
#   category: secrets
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Leave the default out and make the variable required:
#       environment:
#         POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it}
#   cwe: [798]
#   absorbs: [compose/plain-env-instead-of-file]
#   aliases:
#     - compose-lint:CL-0020
#     - compose-lint:CL-0021
#   params:
#     allow:
#       default: []
#       description: "Keys that hold no secret, in any case: `[\"SESSION_KEY\"]`."
package policies.compose.env_default_secret

import data.policies.lib.secret

deny contains finding if {
	some candidate in secret.at_places({"environment", "command", "healthcheck", "compose-build-arg", "label"}, data.params.compose.env_default_secret.allow)
	candidate.class == "default-literal"
	secret.given(candidate)
	finding := {
		"message": sprintf("service %s falls back to %s that is written in the file; write `${…:?set it}` so that it has to be set", [secret.owner(candidate.subject), secret.label(candidate)]),
		"at": candidate.at,
		"subject": candidate.subject,
		"severity": secret.severity(candidate, "high"),
	}
}

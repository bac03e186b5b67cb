# METADATA
# title: Password that everybody can guess
# description: >-
#   The value is on every list of default passwords, tells the reader to replace it, or equals a name beside it.
#   It runs like this wherever nobody changes it.
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
#   applies_if: ["facts.environment"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Generate a value and keep it out of the file:
#       openssl rand -base64 32 > secrets/db_password.txt
#     and mount it as a secret, or take it from outside: `${DB_PASSWORD:?set it}`.
#   cwe: [521, 1392]
#   absorbs: [compose/plain-env-instead-of-file]
#   aliases:
#     - compose-lint:CL-0020
#     - kics:a88baa34-e2ad-44ea-ad6f-8cac87bc7c71
#   params:
#     allow:
#       default: []
#       description: "Keys that hold no secret, in any case: `[\"SESSION_KEY\"]`."
package policies.compose.weak_secret_value

import data.policies.lib.credential
import data.policies.lib.secret

deny contains finding if {
	some candidate in secret.at_places({"environment"}, data.params.compose.weak_secret_value.allow)
	candidate.class == "literal"
	candidate.kind in {"named", "weak"}
	secret.given(candidate)
	secret.guessable(candidate)
	not credential.known_default(candidate)
	finding := {
		"message": sprintf("service %s has a guessable value in %s (%s); generate one and mount it as a secret", [secret.owner(candidate.subject), candidate.key, secret.why_weak(candidate)]),
		"at": candidate.at,
		"subject": candidate.subject,
		"severity": secret.severity(candidate, "high"),
	}
}

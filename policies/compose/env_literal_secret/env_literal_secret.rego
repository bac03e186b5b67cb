# METADATA
# title: Secret is written out in the environment
# description: >-
#   Whoever can read the repository, run `docker inspect` or read /proc of the container has it, and so does every
#   child process and crash report.
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
#     Mount it as a secret and let the program read the file:
#       services:
#         db:
#           environment:
#             POSTGRES_PASSWORD_FILE: /run/secrets/db_password
#           secrets: [db_password]
#       secrets:
#         db_password:
#           file: ./secrets/db_password.txt   # listed in .gitignore
#     Where the program only reads variables, take it from outside: `DB_PASSWORD: ${DB_PASSWORD:?set it}`.
#     A value that was committed is known: replace it where it is used.
#   cwe: [798]
#   absorbs: [compose/plain-env-instead-of-file]
#   aliases:
#     - compose-lint:CL-0020
#     - kics:a88baa34-e2ad-44ea-ad6f-8cac87bc7c71
#   params:
#     allow:
#       default: []
#       description: "Keys that hold no secret, in any case: `[\"SESSION_KEY\"]`."
package policies.compose.env_literal_secret

import data.policies.lib.secret

deny contains finding if {
	some candidate in secret.at_places({"environment"}, data.params.compose.env_literal_secret.allow)
	candidate.class in {"literal", "mixed"}
	secret.given(candidate)
	not candidate.kind == "url-password"
	not secret.guessable(candidate)
	finding := {
		"message": sprintf("service %s has %s written out in its environment; mount it as a secret or take it from outside with `${…:?}`", [secret.owner(candidate.subject), secret.label(candidate)]),
		"at": candidate.at,
		"subject": candidate.subject,
		"severity": secret.severity(candidate, "high"),
	}
}

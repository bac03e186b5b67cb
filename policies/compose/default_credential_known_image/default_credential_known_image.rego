# METADATA
# title: Image runs with its factory login
# description: >-
#   The password is the one from the image's documentation, or one as well known. Scanners try it within minutes
#   of a port being reachable.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
#     description: "OWASP: secrets management"
# custom:
#   severity: critical
#   confidence: high
#   category: secrets
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Generate a password and give it to the image as a file (most official images read `…_FILE`, Grafana `…__FILE`):
#       environment:
#         POSTGRES_PASSWORD_FILE: /run/secrets/db_password
#       secrets: [db_password]
#     Where the image only reads the variable, take it from outside: `POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it}`.
#   cwe: [1392, 521]
#   absorbs: [compose/plain-env-instead-of-file]
#   aliases:
#     - compose-lint:CL-0020
#     - kics:a88baa34-e2ad-44ea-ad6f-8cac87bc7c71
#   params:
#     allow:
#       default: []
#       description: "Keys that hold no secret, in any case: `[\"SESSION_KEY\"]`."
package policies.compose.default_credential_known_image

import data.policies.lib.credential
import data.policies.lib.port
import data.policies.lib.secret
import data.policies.lib.service as services

deny contains finding if {
	some candidate in secret.at_places({"environment"}, data.params.compose.default_credential_known_image.allow)
	candidate.class == "literal"
	secret.given(candidate)
	secret.guessable(candidate)
	credential.known_default(candidate)
	finding := {
		"message": sprintf("service %s sets %s to a password that everybody knows; generate one and mount it as a secret", [secret.owner(candidate.subject), candidate.key]),
		"at": candidate.at,
		"subject": candidate.subject,
		"severity": secret.severity(candidate, _usual(candidate)),
	}
}

# Out of reach of the world it waits for whoever gets into the network.
_usual(candidate) := "critical" if port.exposed(services.by_at[candidate.subject])

_usual(candidate) := "high" if not port.exposed(services.by_at[candidate.subject])

# METADATA
# title: Password is written out in a URL
# description: >-
#   A URL with a password is copied into logs, error messages and process lists with everything that it connects
#   to.
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
#     Let a variable give the password, or let the program read it from a mounted secret:
#       environment:
#         DATABASE_URL: postgres://app:${DB_PASSWORD:?set it}@db:5432/app
#   cwe: [522]
#   aliases:
#     - compose-lint:CL-0021
#     - kics:a88baa34-e2ad-44ea-ad6f-8cac87bc7c71
#   params:
#     allow:
#       default: []
#       description: "Keys that hold no secret, in any case: `[\"SESSION_KEY\"]`."
package policies.compose.env_url_credentials

import data.policies.lib.secret

deny contains finding if {
	some candidate in secret.at_places({"environment", "label", "command", "healthcheck", "compose-build-arg", "other"}, data.params.compose.env_url_credentials.allow)
	_in_question(candidate)
	candidate.class in {"literal", "mixed"}
	secret.given(candidate)
	finding := {
		"message": sprintf("service %s has a password written out in a URL or connection string; put a variable in its place: `${…:?}`", [secret.owner(candidate.subject)]),
		"at": candidate.at,
		"subject": candidate.subject,
		"severity": secret.severity(candidate, "high"),
	}
}

_in_question(candidate) if {
	candidate.place != "other"
	candidate.kind == "url-password"
}

# A repository to build from is named by a URL, with whatever it takes to get in; the prefix of a token may tell whose it is.
_in_question(candidate) if {
	candidate.kind in {"url-password", "token"}
	regex.match(`^/services/[^/]+/build/`, candidate.holder)
	candidate.place == "other"
}

# METADATA
# title: Secret is written out in a label or extension
# description: >-
#   Labels are readable by everything that may list containers, extensions by everybody who has the file. Neither
#   is a place for credentials.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
#     description: "OWASP: secrets management"
# custom:
#   severity: medium
#   confidence: high
#   category: secrets
#   applies_to: project
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Keep the credential in a file that the program reads, for Traefik:
#       labels:
#         traefik.http.middlewares.auth.basicauth.usersfile: /run/secrets/users
#   cwe: [798]
#   params:
#     allow:
#       default: []
#       description: "Keys that hold no secret, in any case: `[\"SESSION_KEY\"]`."
package policies.compose.label_or_extension_secret

import data.policies.lib.secret

deny contains finding if {
	some candidate in secret.at_places({"label", "other"}, data.params.compose.label_or_extension_secret.allow)
	_in_question(candidate)
	candidate.class in {"literal", "mixed"}
	secret.given(candidate)
	not candidate.kind == "url-password"
	finding := {
		"message": sprintf("%s is written out at %s; move it to a mounted secret or a file", [secret.label(candidate), candidate.holder]),
		"at": candidate.at,
		"subject": "",
		"severity": secret.severity(candidate, "medium"),
	}
}

_in_question(candidate) if {
	candidate.place == "label"
	not startswith(candidate.subject, "/builds/")
}

# Configs, volumes, options of loggers and the sources of builds have rules of their own.
_in_question(candidate) if {
	candidate.place == "other"
	not _elsewhere(candidate.holder)
}

_elsewhere(holder) if {
	some prefix in ["/configs/", "/volumes/", "/networks/", "/secrets/"]
	startswith(holder, prefix)
}

_elsewhere(holder) if regex.match("^/services/[^/]+/(logging|build)/", holder)

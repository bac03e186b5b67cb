# METADATA
# title: Secret is written out in a command line
# description: >-
#   Every user of the host sees the command line in the process list, and `docker inspect` and the repository keep
#   it.
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
#     Give the program the file of a mounted secret, or let the container's shell read the variable (`$$` reaches the container):
#       command: sh -c 'exec redis-server --requirepass "$$(cat /run/secrets/redis)"'
#       healthcheck:
#         test: ["CMD-SHELL", "MYSQL_PWD=$$(cat /run/secrets/db) mysqladmin ping -uroot"]
#   cwe: [214]
#   aliases:
#     - compose-lint:CL-0020
#   params:
#     allow:
#       default: []
#       description: "Keys that hold no secret, in any case: `[\"SESSION_KEY\"]`."
package policies.compose.argv_secret

import data.policies.lib.secret

deny contains finding if {
	some candidate in secret.at_places({"command", "healthcheck"}, data.params.compose.argv_secret.allow)
	candidate.class in {"literal", "mixed"}
	secret.given(candidate)
	not candidate.kind == "url-password"
	finding := {
		"message": sprintf("service %s has %s written out in its %s; read it from a mounted secret or an environment variable", [secret.owner(candidate.subject), secret.label(candidate), candidate.place]),
		"at": candidate.at,
		"subject": candidate.subject,
		"severity": secret.severity(candidate, "high"),
	}
}

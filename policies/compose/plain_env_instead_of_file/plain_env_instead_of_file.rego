# METADATA
# title: Secret is a variable although the image reads a file
# description: >-
#   A variable is shown by `docker inspect`, inherited by every child process and printed by crash reports. The
#   image can read a mounted file instead.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/secrets/
#     description: "Compose file reference: secrets"
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
# custom:
#   severity: low
#   confidence: high
#   category: secrets
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Name the file of a secret instead of the value:
#       environment:
#         POSTGRES_PASSWORD_FILE: /run/secrets/db_password
#       secrets: [db_password]
#   cwe: [526]
#   absorbs: [compose/env-secret-by-reference]
package policies.compose.plain_env_instead_of_file

import data.policies.lib.credential
import data.policies.lib.service as services

deny contains finding if {
	some candidate in input.secret_candidates
	candidate.place == "environment"
	candidate.class != "absent"
	service := services.by_at[candidate.subject]
	file := credential.known(service).files[candidate.key]
	finding := {
		"message": sprintf("service %s gets %s as a variable; its image reads %s from a secret", [service.key, candidate.key, file]),
		"at": candidate.at,
		"subject": service.at,
	}
}

# METADATA
# title: Owner or mode of a file secret has no effect
# description: >-
#   Compose mounts a secret from a file as it is on the host; `uid`, `gid` and `mode` are only honoured for other
#   sources. The file looks protected and is not.
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
#   applies_if: ["secrets.uid", "secrets.gid", "secrets.mode"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Set owner and mode of the file on the host (`chmod 400 token.txt`), or take the secret from
#     `environment:`, for which Compose creates the file.
#   cwe: [732]
package policies.compose.secret_perms_ignored

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	some index, use in typed.list(service, "secrets")
	secret := input.secrets[use.source]
	is_string(object.get(secret.facts, "file", null))
	some attribute in ["uid", "gid", "mode"]
	object.get(use, attribute, null) != null
	finding := {
		"message": sprintf("service %s sets `%s` for secret %s, which comes from a file and keeps the file's; change the file on the host", [service.key, attribute, use.source]),
		"at": lib.at(service, ["secrets", index, attribute]),
		"subject": service.at,
	}
}

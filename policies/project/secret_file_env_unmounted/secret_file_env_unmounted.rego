# METADATA
# title: Variable names a secret that is not mounted
# description: >-
#   The program looks for its secret at a path where nothing is: it fails at start or falls back to a default.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/secrets/
#     description: "Compose file reference: secrets"
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
# custom:
#   severity: high
#   confidence: high
#   category: secrets
#   applies_to: service
#   applies_if: ["facts.environment"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Grant the secret to the service, under the name that the variable has:
#       environment:
#         DB_PASSWORD_FILE: /run/secrets/db_password
#       secrets: [db_password]
#   cwe: [1188]
package policies.project.secret_file_env_unmounted

import data.policies.lib.path

deny contains finding if {
	some service in input.services
	some name, variable in service.facts.environment
	regex.match("(?i)(_FILE|_PATH|FILE_PATH)$", name)
	is_string(variable.value)
	startswith(variable.value, "/run/secrets/")
	not regex.match("[\\s,;:]", variable.value)
	variable.source != "image"
	not _mounted(service, variable.value)
	finding := {
		"message": sprintf("service %s has %s=%s, but no such secret is granted to it; add it to `secrets`", [service.key, name, variable.value]),
		"at": variable.at,
		"subject": service.at,
	}
}

_mounted(service, file) if {
	some mount in service.facts.mounts
	target := object.get(mount, "target", null)
	is_string(target)
	path.within(file, target)
}

# METADATA
# title: Same secret comes as a file and as a variable
# description: >-
#   The variable gives away what the mounted secret protects, and images that find both stop or take the variable.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/secrets/
#     description: "Compose file reference: secrets"
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
# custom:
#   severity: medium
#   confidence: high
#   category: secrets
#   applies_to: service
#   applies_if: ["facts.environment"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the variable and keep the one that names the file: `POSTGRES_PASSWORD_FILE:
#     /run/secrets/db_password`.
#   cwe: [526]
package policies.project.secret_and_plaintext_both

deny contains finding if {
	some service in input.services
	some name, variable in service.facts.environment
	variable.source != "image"
	is_string(variable.value)
	variable.value != ""
	some suffix in ["_FILE", "__FILE"]
	file := object.get(service.facts.environment, sprintf("%s%s", [name, suffix]), null)
	is_object(file)
	is_string(file.value)
	file.value != ""
	_is_secret(variable, file)
	finding := {
		"message": sprintf("service %s has both %s and %s%s; remove %s", [service.key, name, name, suffix, name]),
		"at": variable.at,
		"subject": service.at,
		"related": [{"at": file.at, "message": "the same from a file"}],
	}
}

# `LOG` and `LOG_FILE` are two settings and no secret: its value is hidden, or it comes from where secrets are mounted.
_is_secret(variable, _) if variable.value == "***"

_is_secret(_, file) if startswith(file.value, "/run/secrets/")

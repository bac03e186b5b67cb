# METADATA
# title: Config is a key or credentials file
# description: >-
#   A config is mounted readable for everybody in the container, and people treat it as harmless. Keys and
#   credentials belong in a secret.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/secrets/
#     description: "Compose file reference: secrets"
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
# custom:
#   severity: medium
#   confidence: high
#   category: secrets
#   applies_to: config
#   applies_if: ["file"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Declare it as a secret and read it from /run/secrets:
#       secrets:
#         server_key:
#           file: ./server.key
#   cwe: [732]
package policies.compose.config_should_be_secret

import data.policies.lib
import data.policies.lib.keyfile

deny contains finding if {
	some config in input.configs
	file := object.get(config.facts, "file", null)
	is_string(file)
	keyfile.sensitive(file)
	finding := {
		"message": sprintf("config %s is %s; declare it under `secrets`", [config.key, file]),
		"at": lib.at(config, ["file"]),
		"subject": config.at,
	}
}

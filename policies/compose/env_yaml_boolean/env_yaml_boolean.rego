# METADATA
# title: Boolean without quotes in the environment
# description: >-
#   An environment holds texts. A bare `yes`, `on`, `true` or `12:30` is a text for one reader of YAML, a boolean or a
#   number for another; the container then gets `True`, `1`, `750` or what is written, or the file is refused.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#environment
#     description: Compose file reference
#   - ref: https://yaml.org/type/bool.html
#     description: Booleans of YAML 1.1
# custom:
#   severity: low
#   confidence: medium
#   category: environment
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Put the value in quotes: `DEBUG: "true"`.
#   cwe: [704]
package policies.compose.env_yaml_boolean

deny contains finding if {
	some file in input.compose_files
	some service in file.services
	some value in service.environment
	finding := {
		"message": sprintf("service %s sets %s to %s without quotes; write it in quotes", [service.key, value.key, _kinds[value.kind]]),
		"at": value.at,
		"subject": concat("", ["/services/", service.key]),
	}
}

# Numbers have a rule of their own.
_kinds := {
	"boolean": "a boolean",
	"word": "a word that YAML 1.1 takes for a boolean",
	"sexagesimal": "what YAML 1.1 takes for a number to the base of 60",
}

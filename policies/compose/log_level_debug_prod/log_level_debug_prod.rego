# METADATA
# title: Service logs at debug level
# description: >-
#   Debug output holds requests, queries and tokens, and its volume hides what matters. In production it is a leak and a load.
# related_resources:
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html
#     description: OWASP Logging Cheat Sheet
# custom:
#   severity: low
#   confidence: medium
#   category: logging
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write `LOG_LEVEL: info`, and set debug in an override file for development.
#   cwe: [532]
package policies.compose.log_level_debug_prod

deny contains finding if {
	some service in input.services
	some name, variable in service.facts.environment
	regex.match("^([A-Z0-9]+_)*(LOG|LOGGING|LOGGER)_?LEVEL$", upper(name))
	is_string(variable.value)
	lower(variable.value) in {"debug", "trace", "verbose", "silly", "all"}
	variable.source != "image"
	finding := {
		"message": sprintf("service %s logs at level %s (%s); write `info`", [service.key, variable.value, name]),
		"at": variable.at,
		"subject": service.at,
	}
}

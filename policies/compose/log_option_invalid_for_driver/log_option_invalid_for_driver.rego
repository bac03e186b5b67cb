# METADATA
# title: Logging driver does not know the option
# description: >-
#   The engine refuses to start a container whose logging driver gets an option it does not know. Mostly the option is that of
#   another driver, and the rotation it was to bring does not happen.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#logging
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/logging/configure/
#     description: Configure logging drivers
# custom:
#   severity: medium
#   confidence: high
#   category: logging
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the option, or name the driver it belongs to (`max-size` and `max-file` are those of json-file and local).
#   cwe: [1188]
package policies.compose.log_option_invalid_for_driver

import data.policies.lib

deny contains finding if {
	some service in input.services
	logging := service.facts.logging
	driver := _driver(logging)
	known := data.known.log_drivers.options[driver]
	some option, _ in logging.options
	not option in known
	not option in data.known.log_drivers.any_driver
	finding := {
		"message": sprintf("service %s: %s; remove it", [service.key, _refused(driver, option)]),
		"at": lib.at(service, ["logging", "options", option]),
		"subject": service.at,
		"related": [{"at": lib.at(service, ["logging", "driver"]), "message": "the driver"}],
		"outcome": _outcome(logging),
	}
}

# What only newer engines know.
deny contains finding if {
	some service in input.services
	logging := service.facts.logging
	driver := _driver(logging)
	some option, _ in logging.options
	version := data.known.log_drivers.since[driver][option]
	finding := {
		"message": sprintf("service %s: the driver %s knows the option %s since Docker Engine %s; make sure that every engine is that new, or remove it", [service.key, driver, option, version]),
		"at": lib.at(service, ["logging", "options", option]),
		"subject": service.at,
		"related": [{"at": lib.at(service, ["logging", "driver"]), "message": "the driver"}],
		"outcome": "review",
	}
}

_refused(driver, option) := sprintf("the driver %s does not know the option %s", [driver, option]) if not data.known.log_drivers.until[driver][option]

_refused(driver, option) := sprintf("the driver %s does not know the option %s since Docker Engine %s", [driver, option, data.known.log_drivers.until[driver][option]])

_driver(logging) := logging.driver if is_string(logging.driver)

_driver(logging) := "json-file" if not is_string(logging.driver)

# Without a driver the daemon decides, which mostly means json-file.
_outcome(logging) := "fail" if is_string(logging.driver)

_outcome(logging) := "review" if not is_string(logging.driver)

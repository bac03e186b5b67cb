# METADATA
# title: Number of log files has no effect
# description: >-
#   json-file starts a new file only when `max-size` is reached. Without it there is one file that grows without end, and
#   `max-file` means nothing.
# related_resources:
#   - ref: https://docs.docker.com/engine/logging/drivers/json-file/
#     description: JSON File logging driver
# custom:
#   severity: low
#   confidence: high
#   category: logging
#   applies_to: service
#   applies_if: ["logging.options"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Write `max-size: "10m"` beside `max-file`.
#   cwe: [1188]
package policies.compose.log_max_file_without_max_size

import data.policies.lib

deny contains finding if {
	some service in input.services
	logging := service.facts.logging
	logging.driver in {null, "json-file"}
	object.get(logging.options, "max-file", null) != null
	object.get(logging.options, "max-size", null) == null
	finding := {
		"message": sprintf("service %s: max-file has no effect without max-size; write `max-size: \"10m\"`", [service.key]),
		"at": lib.at(service, ["logging", "options", "max-file"]),
		"subject": service.at,
	}
}

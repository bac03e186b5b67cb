# METADATA
# title: Logs grow without bound
# description: >-
#   The default driver json-file keeps everything a container prints, forever, on the disk of the host. A chatty or attacked
#   service fills it and stops all others.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#logging
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/logging/drivers/json-file/
#     description: JSON File logging driver
# custom:
#   severity: medium
#   confidence: high
#   category: logging
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write `logging: {driver: local}`, which rotates by itself, or give json-file `options: {max-size: "10m", max-file: "3"}`.
#   cwe: [770]
package policies.compose.log_rotation_missing

import data.policies.lib
import data.policies.lib.service

deny contains finding if {
	some subject in service.containers
	logging := subject.facts.logging
	logging.driver in {null, "json-file"}
	object.get(logging.options, "max-size", null) == null
	finding := {
		"message": sprintf("service %s logs to json-file without a size; write `logging: {options: {max-size: \"10m\", max-file: \"3\"}}`", [subject.key]),
		"at": lib.at(subject, ["logging"]),
		"subject": subject.at,
	}
}

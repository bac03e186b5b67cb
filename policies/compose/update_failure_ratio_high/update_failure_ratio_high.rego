# METADATA
# title: Update goes on although many containers fail
# description: >-
#   `max_failure_ratio` lets that share of the containers fail before the update counts as failed.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/
#     description: Compose deploy reference
# custom:
#   severity: low
#   confidence: high
#   category: update
#   applies_to: service
#   applies_if: ["deploy.update_config"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Lower `max_failure_ratio`, or leave it at 0.
#   params:
#     max_ratio:
#       default: 0.2
#       description: The share of containers that may fail during an update.
package policies.compose.update_failure_ratio_high

import data.policies.lib
import data.policies.lib.deployment

deny contains finding if {
	some entry in deployment.updates
	ratio := object.get(entry.config, "max_failure_ratio", 0)
	is_number(ratio)
	ratio > data.params.compose.update_failure_ratio_high.max_ratio
	finding := {
		"message": sprintf("service %s: an update goes on while %v of the containers fail; write `max_failure_ratio: 0`", [entry.service.key, ratio]),
		"at": lib.at(entry.service, ["deploy", "update_config", "max_failure_ratio"]),
		"subject": entry.service.at,
	}
}

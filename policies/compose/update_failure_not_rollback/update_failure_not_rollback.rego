# METADATA
# title: Failed update is not rolled back
# description: >-
#   By default a failed update is paused: some containers run the new version and some the old one until somebody comes.
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
#     Write `failure_action: rollback`.
package policies.compose.update_failure_not_rollback

import data.policies.lib
import data.policies.lib.deployment

deny contains finding if {
	some entry in deployment.updates
	action := object.get(entry.config, "failure_action", "pause")
	action != "rollback"
	finding := {
		"message": sprintf("service %s: a failed update ends in `%s`; write `failure_action: rollback`", [entry.service.key, action]),
		"at": lib.at(entry.service, ["deploy", "update_config", "failure_action"]),
		"subject": entry.service.at,
	}
}

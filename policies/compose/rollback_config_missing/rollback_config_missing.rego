# METADATA
# title: Service that is updated does not say how it is rolled back
# description: >-
#   A rollback without `rollback_config` goes one container at a time and pauses when it fails itself.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/
#     description: Compose deploy reference
# custom:
#   severity: info
#   confidence: high
#   category: update
#   applies_to: service
#   applies_if: ["deploy.update_config"]
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Write `deploy.rollback_config`.
package policies.compose.rollback_config_missing

import data.policies.lib
import data.policies.lib.deployment

deny contains finding if {
	some entry in deployment.updates
	not is_object(object.get(entry.service, ["deploy", "rollback_config"], null))
	finding := {
		"message": sprintf("service %s has `update_config` and no `rollback_config`; write one", [entry.service.key]),
		"at": lib.at(entry.service, ["deploy", "update_config"]),
		"subject": entry.service.at,
	}
}

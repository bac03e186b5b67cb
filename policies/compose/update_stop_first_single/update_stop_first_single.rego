# METADATA
# title: Update stops the only container before the new one runs
# description: >-
#   With one container and the default order `stop-first` each update is an outage.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/
#     description: Compose deploy reference
# custom:
#   severity: low
#   confidence: high
#   category: update
#   applies_to: service
#   applies_if: ["deploy.update_config"]
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Write `order: start-first` where two containers can run side by side, or run two of them.
package policies.compose.update_stop_first_single

import data.policies.lib
import data.policies.lib.deployment
import data.policies.lib.image

deny contains finding if {
	some entry in deployment.updates
	deployment.replicas(entry.service) == 1
	object.get(entry.service, ["deploy", "mode"], "replicated") == "replicated"
	object.get(entry.config, "order", "stop-first") == "stop-first"
	not image.datastore(entry.service)
	finding := {
		"message": sprintf("service %s: an update stops its only container before the new one runs; write `order: start-first`", [entry.service.key]),
		"at": lib.at(entry.service, ["deploy", "update_config", "order"]),
		"subject": entry.service.at,
	}
}

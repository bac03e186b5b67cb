# METADATA
# title: Update replaces all containers at once
# description: >-
#   `parallelism: 0`, or as many as there are containers, takes the whole service down with each update.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/
#     description: Compose deploy reference
# custom:
#   severity: medium
#   confidence: high
#   category: update
#   applies_to: service
#   applies_if: ["deploy.update_config"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Write a `parallelism` below the number of containers.
package policies.compose.update_parallelism_unbounded

import data.policies.lib
import data.policies.lib.deployment

deny contains finding if {
	some entry in deployment.updates
	wanted := deployment.replicas(entry.service)
	wanted > 1
	parallel := object.get(entry.config, "parallelism", 1)
	is_number(parallel)
	_all_at_once(parallel, wanted)
	object.get(entry.config, "order", "stop-first") != "start-first"
	finding := {
		"message": sprintf("service %s: an update replaces all %d containers at once (`parallelism: %d`); write a smaller number", [entry.service.key, wanted, parallel]),
		"at": lib.at(entry.service, ["deploy", "update_config", "parallelism"]),
		"subject": entry.service.at,
	}
}

_all_at_once(parallel, _) if parallel == 0

_all_at_once(parallel, wanted) if parallel >= wanted

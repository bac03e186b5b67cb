# METADATA
# title: Several containers of a swarm service without a way to update them
# description: >-
#   Without `update_config` a swarm stops and starts one container after the other and halts half-way when one fails.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/
#     description: Compose deploy reference
# custom:
#   severity: low
#   confidence: high
#   category: update
#   applies_to: service
#   applies_if: ["deploy.replicas", "deploy.update_config"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write `deploy.update_config` with `parallelism`, `order` and `failure_action`.
package policies.compose.update_config_missing

import data.policies.lib
import data.policies.lib.deployment

deny contains finding if {
	some service in deployment.replicated
	deployment.replicas(service) > 1
	not is_object(object.get(service, ["deploy", "update_config"], null))
	finding := {
		"message": sprintf("service %s runs %d containers and does not say how they are updated; write `deploy.update_config`", [service.key, deployment.replicas(service)]),
		"at": lib.at(service, ["deploy"]),
		"subject": service.at,
	}
}

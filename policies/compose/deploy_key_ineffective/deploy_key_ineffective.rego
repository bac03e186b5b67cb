# METADATA
# title: Setting for a swarm in a file that no swarm takes
# description: >-
#   Updates, rollbacks, placement and endpoint mode are carried out by a swarm alone; `docker compose up` passes over
#   them. The file holds settings that a stack refuses, so nobody carries these out: an update stops the old containers
#   first, whatever is written.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/
#     description: Compose deploy specification
#   - ref: https://docs.docker.com/engine/swarm/stack-deploy/
#     description: Deploy a stack to a swarm
# custom:
#   severity: info
#   confidence: medium
#   category: deployment
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Remove the settings, or move them to an override file for the stack. Name the target in the parameter `target` where
#     the file is for a swarm.
#   params:
#     target:
#       default: auto
#       description: >-
#         What the files are deployed with: `compose`, `swarm`, or `auto` to go by what they hold; findings are then for
#         review.
package policies.compose.deploy_key_ineffective

import data.policies.lib
import data.policies.lib.deployment

deny contains finding if {
	target := data.params.compose.deploy_key_ineffective.target
	deployment.for_compose(target)
	some service in input.services
	some key in ["update_config", "rollback_config", "placement", "endpoint_mode"]
	value := object.get(service, ["deploy", key], null)
	not value in [null, {}, ""]
	finding := object.union(deployment.judged(target), {
		"message": sprintf("service %s sets `deploy.%s`, which only a swarm carries out; remove it", [service.key, key]),
		"at": lib.at(service, ["deploy", key]),
		"subject": service.at,
	})
}

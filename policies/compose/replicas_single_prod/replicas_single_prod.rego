# METADATA
# title: Published service of a swarm has a single container
# description: >-
#   With one container every update, crash or drained node is an outage, although a swarm could keep another one running.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/
#     description: Compose deploy specification
#   - ref: https://docs.docker.com/engine/swarm/stack-deploy/
#     description: Deploy a stack to a swarm
# custom:
#   severity: low
#   confidence: medium
#   category: deployment
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Write `deploy: {replicas: 2}`, and let the two run on different nodes with `placement: {max_replicas_per_node: 1}`.
#   params:
#     minimum:
#       default: 2
#       description: >-
#         How many containers a published service without data should have.
package policies.compose.replicas_single_prod

import data.policies.lib.deployment
import data.policies.lib.image

deny contains finding if {
	some service in deployment.replicated
	service.active
	_published(service)
	not _stateful(service)
	replicas := deployment.replicas(service)
	replicas < data.params.compose.replicas_single_prod.minimum
	finding := {
		"message": sprintf("service %s is published and runs %d container, at least %d are asked for; write `deploy: {replicas: %d}`", [service.key, replicas, data.params.compose.replicas_single_prod.minimum, data.params.compose.replicas_single_prod.minimum]),
		"at": deployment.replicas_at(service),
		"subject": service.at,
	}
}

# What binds a port of the node can stand on each node once only.
_published(service) if {
	some published in service.facts.ports
	published.mode != "host"
	published.reach != "loopback"
}

_stateful(service) if {
	some mount in service.facts.mounts
	mount.kind in {"volume", "bind"}
	not mount.read_only
}

_stateful(service) if image.datastore(service)

# METADATA
# title: Swarm may move a datastore away from its volume
# description: >-
#   A local volume stays on its node. A task that is started on another node finds an empty volume there.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/
#     description: Compose deploy reference
# custom:
#   severity: low
#   confidence: medium
#   category: data
#   applies_to: service
#   applies_if: ["deploy.placement.constraints"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write a `deploy.placement.constraints` that names the node, or use a volume driver that all nodes share.
package policies.compose.placement_missing_stateful

import data.policies.lib.deployment
import data.policies.lib.image

deny contains finding if {
	some service in deployment.replicated
	kind := image.datastore(service)
	count(object.get(service, ["deploy", "placement", "constraints"], [])) == 0
	some mounted in service.facts.mounts
	mounted.kind == "volume"
	is_string(mounted.source)
	object.get(object.get(input.volumes, mounted.source, {}), "driver", "local") == "local"
	object.get(object.get(input.volumes, mounted.source, {}), "driver_opts", {}) == {}
	finding := {
		"message": sprintf("service %s may be moved to a node where the volume %s of %s is empty; write placement constraints", [service.key, mounted.source, kind]),
		"at": mounted.at,
		"subject": service.at,
	}
}

# METADATA
# title: Several containers of a datastore write to one volume
# description: >-
#   Each container of a datastore believes the files to be its own. Two of them on one volume damage the data, or the second
#   one does not start.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/
#     description: Compose deploy reference
#   - ref: https://docs.docker.com/engine/storage/volumes/#share-data-between-machines
#     description: Share data
# custom:
#   severity: medium
#   confidence: high
#   category: data
#   applies_to: service
#   applies_if: ["deploy.replicas", "scale"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Run one container, or write one service with a volume of its own for each member of the cluster.
package policies.compose.replicas_share_rw_volume

import data.policies.lib.deployment
import data.policies.lib.image
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	deployment.replicas(service) > 1
	kind := image.datastore(service)
	not kind in {"memcached", "PgBouncer"}
	some mounted in service.facts.mounts
	mounted.kind == "volume"
	is_string(mounted.source)
	not mounted.read_only
	not _placed_apart(mounted)
	finding := {
		"message": sprintf("service %s runs %d containers of %s on the volume %s; give each a service and volume of its own", [service.key, deployment.replicas(service), kind, mounted.source]),
		"at": mounted.at,
		"subject": service.at,
		"related": [{"at": deployment.replicas_at(service), "message": "the number of containers"}],
	}
}

# Templates of a swarm name a volume for each task.
_placed_apart(mounted) if {
	volume := object.get(input.volumes, mounted.source, {})
	contains(typed.text(volume, "name"), "{{")
}

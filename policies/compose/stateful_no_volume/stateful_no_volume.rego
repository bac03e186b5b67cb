# METADATA
# title: Datastore keeps its data in the container
# description: >-
#   No volume and no directory of the host is mounted where the image keeps its data. The image makes an anonymous volume,
#   or none, and a new container starts empty.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/volumes/
#     description: Volumes
#   - ref: https://hub.docker.com/_/postgres
#     description: PostgreSQL image, where to store data
# custom:
#   severity: high
#   confidence: high
#   category: data
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Mount a named volume on the data path of the image.
package policies.compose.stateful_no_volume

import data.policies.lib
import data.policies.lib.datapath

deny contains finding if {
	some store in datapath.stores
	count(datapath.mounted(store)) == 0
	not _told_elsewhere(store)
	finding := {
		"message": sprintf("service %s: nothing is mounted on %s, where %s keeps its data; write `data:%s` in `volumes`", [store.service.key, store.paths[0], store.name, store.paths[0]]),
		"at": lib.at(store.service, ["volumes"]),
		"subject": store.service.at,
	}
}

# compose/stateful-data-path-mismatch tells of what is mounted where another version looks.
_told_elsewhere(store) if count(datapath.misplaced(store)) > 0

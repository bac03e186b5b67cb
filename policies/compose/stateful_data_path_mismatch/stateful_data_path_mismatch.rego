# METADATA
# title: Volume of a datastore is not where its version keeps the data
# description: >-
#   The volume stays empty and the data goes with the container. The images of PostgreSQL moved their data in version 18
#   from `/var/lib/postgresql/data` to a directory of the version below `/var/lib/postgresql`, and stop when the old path is
#   mounted.
# related_resources:
#   - ref: https://hub.docker.com/_/postgres
#     description: PostgreSQL image, where to store data
# custom:
#   severity: high
#   confidence: high
#   category: data
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Mount the volume on the path that this version uses.
package policies.compose.stateful_data_path_mismatch

import data.policies.lib.datapath

deny contains finding if {
	some store in datapath.stores
	some one in datapath.misplaced(store)
	finding := {
		"message": sprintf("service %s mounts %s, and this version of %s keeps its data in %s; mount it there", [store.service.key, one.target, store.name, store.paths[0]]),
		"at": one.at,
		"subject": store.service.at,
	}
}

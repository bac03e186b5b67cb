# METADATA
# title: Datastore keeps its data in memory
# description: >-
#   The data path of the datastore is a tmpfs: everything is gone when the container stops. That is wanted in tests only.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/tmpfs/
#     description: tmpfs mounts
# custom:
#   severity: high
#   confidence: medium
#   category: data
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Mount a named volume on the data path.
package policies.compose.stateful_on_tmpfs

import data.policies.lib.datapath

deny contains finding if {
	some store in datapath.stores
	some one in datapath.mounted(store)
	one.kind == "tmpfs"
	one.target in _data(store)
	not _test_model
	finding := {
		"message": sprintf("service %s: %s keeps its data in the tmpfs %s; mount a volume there", [store.service.key, store.name, one.target]),
		"at": one.at,
		"subject": store.service.at,
	}
}

_data(store) := {path | some path in store.paths} | {"/var/lib/postgresql", "/var/lib/postgresql/data"}

_test_model if {
	is_string(input.environment)
	regex.match("dev|test|ci|local", lower(input.environment))
}

_test_model if {
	some file in input.files
	regex.match("(^|[^a-z])(dev|develop|development|tests?|testing|ci|e2e|local)([^a-z]|$)", lower(file))
}

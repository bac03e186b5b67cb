# METADATA
# title: Data of datastores
# description: Where datastores keep their data, and what is mounted there.
# custom:
#   library: true
package policies.lib.datapath

import data.policies.lib.image

# Datastores of well-known images with their data paths: [{service, name, paths}]. One that is told to keep its data elsewhere is left out.
stores := [store |
	some service in input.services
	reference := image.runs(service)
	known := image.fact(data.known.data_paths.images, reference)
	not _elsewhere(service)
	store := {"service": service, "name": regex.replace(reference.repository, "^.*/", ""), "paths": known.paths}
]

_elsewhere(service) if {
	some key in ["PGDATA", "MYSQL_DATADIR", "MARIADB_DATADIR", "path.data", "RABBITMQ_MNESIA_BASE", "INFLUXDB_DATA_DIR", "MSSQL_DATA_DIR"]
	variable := object.get(object.get(service.facts, "environment", {}), key, null)
	is_object(variable)
	variable.source != "image"
}

_elsewhere(service) if {
	command := object.get(service.facts, "command", null)
	is_object(command)
	some word in command.words
	regex.match("^--?(datadir|dbpath|data-dir|D)(=|$)", word)
}

# What is mounted on a data path, above it, or below it.
mounted(store) := [one |
	some one in store.service.facts.mounts
	_covers(store, one)
]

_covers(store, one) if {
	is_string(one.target)
	some path in store.paths
	_within(path, one.target)
}

_covers(store, one) if {
	is_string(one.target)
	some path in store.paths
	_within(one.target, path)
}

# A target that hangs on a variable may be the path.
_covers(_, one) if not is_string(one.target)

_within(path, directory) if path == directory

_within(path, directory) if startswith(path, concat("", [trim_suffix(directory, "/"), "/"]))

# What is mounted where other versions or datastores keep their data, and this one does not look.
misplaced(store) := [one |
	some one in store.service.facts.mounts
	one.kind in {"volume", "bind"}
	is_string(one.target)
	one.target in _foreign(store)
]

_foreign(store) := {path |
	some known in data.known.data_paths.images
	some path in array.concat(known.paths, [moved | some own in object.get(known, "variants", {}); some moved in own.paths])
	not path in store.paths
	not _above(path, store)
	not path in _common
}

# Where so many images keep so many things that it says nothing.
_common := {"/data"}

_above(path, store) if {
	some own in store.paths
	startswith(own, concat("", [path, "/"]))
}

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
	repository := image.repository(service)
	known := data.known.data_paths.images[repository]
	not _elsewhere(service)
	store := {"service": service, "name": regex.replace(repository, "^.*/", ""), "paths": paths(known, version(service))}
]

# The major version of the image a service runs; 0 where its tag does not begin with a number.
version(service) := to_number(found[0]) if {
	found := regex.find_n("^[0-9]+", _tag(service), 1)
	count(found) == 1
}

version(service) := 0 if count(regex.find_n("^[0-9]+", _tag(service), 1)) == 0

_tag(service) := tag if {
	tag := _image(service).tag
	is_string(tag)
}

_tag(service) := "" if not is_string(_image(service).tag)

_image(service) := service.facts.base_image if service.facts.base_image != null

_image(service) := service.facts.image if service.facts.base_image == null

# The data paths of a version.
paths(known, number) := object.get(known, "paths", []) if count(_moved(known, number)) == 0

paths(known, number) := known.since[sprintf("%d", [max(_moved(known, number))])] if count(_moved(known, number)) > 0

_moved(known, number) := [since |
	some text, _ in object.get(known, "since", {})
	since := to_number(text)
	number >= since
]

_elsewhere(service) if {
	some key in ["PGDATA", "MYSQL_DATADIR", "MARIADB_DATADIR"]
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
	some path in _all(known)
	not path in store.paths
	not _above(path, store)
	not path in _common
}

# Where so many images keep so many things that it says nothing.
_common := {"/data"}

_all(known) := array.concat(object.get(known, "paths", []), [path | some list in object.get(known, "since", {}); some path in list])

_above(path, store) if {
	some own in store.paths
	startswith(own, concat("", [path, "/"]))
}

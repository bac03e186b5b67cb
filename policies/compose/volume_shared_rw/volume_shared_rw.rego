# METADATA
# title: Two services write to the same files
# description: >-
#   A service that is taken over changes what the other one reads, and two writers that do not know of each other damage data.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/volumes/
#     description: Volumes
# custom:
#   severity: low
#   confidence: medium
#   category: mounts
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Give each service a volume of its own, or add `:ro` for the ones that only read.
#   cwe: [668]
#   aliases: ["kics:8c978947-0ff6-485c-b0c2-0bfca6026466"]
package policies.compose.volume_shared_rw

import data.policies.lib.mount

deny contains finding if {
	some source, writers in _writers
	count(_names[source]) > 1
	first := array.slice(sort(_names[source]), 0, 4)
	some_writers := array.slice(sort(writers), 0, 21)
	some writer in writers
	others := array.slice([name | some name in first; name != writer.key], 0, 3)
	finding := {
		"message": sprintf("service %s may write to %s, and so may %s; add `:ro` where it is only read", [writer.key, source, _few(others, count(_names[source]) - 1)]),
		"at": writer.at,
		"subject": writer.subject,
		"related": [{"at": other.at, "message": sprintf("mounted by %s", [other.key])} | some other in some_writers; other.key != writer.key],
	}
}

_few(names, all) := concat(", ", names) if all <= 3

_few(names, all) := sprintf("%s and %d more", [concat(", ", names), all - 3]) if all > 3

_uses contains use if {
	some service in input.services
	some mounted in service.facts.mounts
	not mounted.read_only
	mounted.from != "volumes_from"
	source := _source(mounted)
	use := {"source": source, "key": service.key, "subject": service.at, "at": mount.source_at(mounted)}
}

_writers[use.source] contains use if some use in _uses

_names[use.source] contains use.key if some use in _uses

_source(mounted) := mounted.source if {
	mounted.kind == "volume"
	is_string(mounted.source)
}

_source(mounted) := mounted.host_path if {
	mounted.kind == "bind"
	is_string(mounted.host_path)
}

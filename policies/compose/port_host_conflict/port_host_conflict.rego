# METADATA
# title: Two services publish the same port of the host
# description: >-
#   Only one of them can have it. Which one starts first wins, and the other fails at every `docker compose up`, perhaps only on
#   the next host.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: Compose file reference
# custom:
#   severity: high
#   confidence: high
#   category: ports
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Give one of the two another port, or bind both to different addresses of the host.
#   cwe: [1188]
#   aliases: ["dclint:no-duplicate-exported-ports"]
package policies.compose.port_host_conflict

import data.policies.lib.port

deny contains finding if {
	count(_ranges) == 0
	some number, uses in _by_port
	count(uses) > 1
	some use in uses
	others := [other |
		some other in _few(number, use.port)
		other.order < use.order
	]
	finding := {
		"message": sprintf("service %s publishes port %s of the host, as %s; give one of them another port", [use.service, number, _who(others)]),
		"at": port.published_at(use.port),
		"subject": use.subject,
		"related": [{"at": port.published_at(other.port), "message": sprintf("published by %s", [other.service])} | some other in array.slice(others, 0, 5)],
	}
}

deny contains finding if {
	count(_ranges) > 0
	some use in _uses
	others := [other |
		some other in array.slice(sort(_meeting(use)), 0, _enough)
		other.order < use.order
		not _same(other, use)
	]
	finding := {
		"message": sprintf("service %s publishes port %s of the host, as %s; give one of them another port", [use.service, _shared(use, others[0]), _who(others)]),
		"at": port.published_at(use.port),
		"subject": use.subject,
		"related": [{"at": port.published_at(other.port), "message": sprintf("published by %s", [other.service])} | some other in array.slice(others, 0, 5)],
	}
}

_who(others) := sprintf("does service %s", [others[0].service]) if count(others) == 1

_who(others) := sprintf("do services %s", [concat(", ", [other.service | some other in others])]) if count(others) in {2, 3}

_who(others) := sprintf("do services %s and %d more", [concat(", ", [other.service | some other in array.slice(others, 0, 3)]), count(others) - 3]) if {
	count(others) > 3
	count(others) < _enough
}

_who(others) := sprintf("do services %s and many more", [concat(", ", [other.service | some other in array.slice(others, 0, 3)])]) if count(others) >= _enough

# Ports, and ranges of which each port is taken, of services that run at the same time.
_uses contains use if {
	some service in input.services
	service.active
	not port.discarded(service)
	some i, published in service.facts.ports
	published.published != null
	_taken(published)
	use := {
		"order": [service.key, i],
		"slot": sprintf("%d/%s", [published.published, published.protocol]),
		"service": service.key,
		"subject": service.at,
		"port": published,
	}
}

_by_port[use.slot] contains use if some use in _uses

_by_address[place] contains use if {
	some use in _uses
	place := [use.slot, _address(use.port)]
}

# Some that may be there first: the first ones on all addresses and on the same one. So every port costs the same, however many share it.
_few(number, published) := _first_by_port[number] if published.reach == "all"

_few(number, published) := sort(array.concat(_first(number, "all"), _first(number, _address(published)))) if published.reach != "all"

_first(number, address) := object.get(_first_by_address, [[number, address]], [])

_first_by_port := {slot: array.slice(sort(uses), 0, _enough) | some slot, uses in _by_port}

_first_by_address := {place: array.slice(sort(uses), 0, _enough) | some place, uses in _by_address}

_enough := 20

_address(published) := "all" if published.reach == "all"

_address(published) := published.host_ip if published.reach != "all"

# Of several host ports for one container port the engine takes what is free.
_taken(published) if published.published_end == null

_taken(published) if port.is_range(published)

_ranges contains use if {
	some use in _uses
	port.is_range(use.port)
}

# Where there are ranges, all is cut into blocks: the largest of 1, 2, 4, … ports, each beginning at a multiple of its size, that lie in it. Two
# meet where a block of one is, or lies in, a block of the other; so what is asked of a range does not depend on how long it is.
_sizes := [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768]

_blocks(published) := {[0, published.published]} if not port.is_range(published)

_blocks(published) := {[level, block] |
	last := _last(published)
	some level, size in _sizes
	lowest := ceil(published.published / size)
	highest := floor((last + 1) / size) - 1
	some block in {lowest, highest}
	_lies_in(block, size, published.published, last)
	not _lies_in(floor(block / 2), size * 2, published.published, last)
} if port.is_range(published)

_lies_in(block, size, first, last) if {
	block * size >= first
	last >= ((block + 1) * size) - 1
}

# A block and those around it.
_around(level, block) := [[upper, floor((block * _sizes[level]) / size)] |
	some upper, size in _sizes
	upper >= level
]

# What lies at a block, and what lies below it, by protocol and address.
_at[place] contains use if {
	some use in _uses
	some block in _blocks(use.port)
	some place in _places(block, use.port)
}

_below[place] contains use if {
	some use in _uses
	some block in _blocks(use.port)
	some around in _around(block[0], block[1])
	around != block
	some place in _places(around, use.port)
}

# Where somebody who asks for all addresses, or for one, finds it.
_places(block, published) := {[block, published.protocol, address] | some address in {"any", _address(published)}}

# Some of those that meet a use.
_meeting(use) := {other |
	some block in _blocks(use.port)
	some address in _asked(use.port)
	some others in array.concat(
		[object.get(_first_at, [[around, use.port.protocol, address]], []) | some around in _around(block[0], block[1])],
		[object.get(_first_below, [[block, use.port.protocol, address]], [])],
	)
	some other in others
}

# The first ones at a place, and below it, found once for all that ask.
_first_at := {place: array.slice(sort(others), 0, _enough) | some place, others in _at}

_first_below := {place: array.slice(sort(others), 0, _enough) | some place, others in _below}

_asked(published) := {"any"} if published.reach == "all"

_asked(published) := {"all", _address(published)} if published.reach != "all"

# Entries of a service that say the same of the ports they share, itself among them.
_same(one, other) if {
	one.service == other.service
	_address(one.port) == _address(other.port)
	one.port.target - one.port.published == other.port.target - other.port.published
}

# The ports that two have in common.
_shared(one, other) := sprintf("%s/%s", [_text(max({one.port.published, other.port.published}), min({_last(one.port), _last(other.port)})), one.port.protocol])

_last(published) := port.host_port(published, port.first_and_last(published)[1])

_text(first, last) := sprintf("%d", [first]) if first == last

_text(first, last) := sprintf("%d-%d", [first, last]) if first != last

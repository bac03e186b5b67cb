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
	some number, uses in _by_port
	count(uses) > 1
	some use in uses
	others := [other |
		some other in _few(number, use.port)
		other.order < use.order
	]
	count(others) > 0
	finding := {
		"message": sprintf("service %s publishes port %s of the host, as %s; give one of them another port", [use.service, number, _who(others)]),
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

# Single ports of services that run at the same time, by number and protocol.
_uses contains use if {
	some service in input.services
	service.active
	not port.discarded(service)
	some i, published in service.facts.ports
	published.published != null
	_single(published)
	use := {
		"order": [service.key, i],
		"key": sprintf("%d/%s", [published.published, published.protocol]),
		"service": service.key,
		"subject": service.at,
		"port": published,
	}
}

_by_port[use.key] contains use if some use in _uses

_by_address[place] contains use if {
	some use in _uses
	place := [use.key, _address(use.port)]
}

# Some that may be there first: the first ones on all addresses and on the same one. So every port costs the same, however many share it.
_few(number, published) := array.slice(sort(_by_port[number]), 0, _enough) if published.reach == "all"

_few(number, published) := sort(array.concat(_first(number, "all"), _first(number, _address(published)))) if published.reach != "all"

_first(number, address) := array.slice(sort(object.get(_by_address, [[number, address]], set())), 0, _enough)

_enough := 20

_address(published) := "all" if published.reach == "all"

_address(published) := published.host_ip if published.reach != "all"

# Of a range the engine takes what is free.
_single(published) if published.published_end == null

_single(published) if published.published_end == published.published

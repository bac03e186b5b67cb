# METADATA
# title: Published service reaches a service that can take over the host
# description: >-
#   A service that can be reached from beyond the host shares a network with one that holds a control socket or is
#   privileged. Who breaks into the first has one step to the host.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/networking/
#     description: Networking in Compose
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
#     description: OWASP Docker Security Cheat Sheet
# custom:
#   severity: high
#   confidence: medium
#   category: exposure
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Put the powerful service on a network of its own without the published one, or give it a socket proxy that allows
#     single read-only calls instead of the socket.
#   cwe: [668]
package policies.project.lateral_path_to_host

import data.policies.lib.port
import data.policies.lib.power

deny contains finding if {
	some service in input.services
	not port.exposed(service)
	not power.socket_proxy(service)
	powers := power.direct(service)
	names := {name |
		some use in service.facts.networks
		some name in object.get(_entries, use.key, [])
	}
	entries := [input.services[name] | some name in names]
	count(entries) > 0
	finding := {
		"message": sprintf("service %s %s and shares a network with published services (%s); put it on a network of its own", [service.key, powers[0].text, _listed(entries)]),
		"at": powers[0].at,
		"subject": service.at,
		"related": [{"at": other.at, "message": "published beyond the host"} | some other in array.slice(entries, 0, 3)],
		"outcome": _outcome(service),
	}
}

# The first services of each network that are published: so every service costs the same, however many share a network.
_entries := {key: array.slice(sort(names), 0, _enough) | some key, names in _published}

_enough := 20

_published[use.key] contains other.key if {
	some other in input.services
	port.exposed(other)
	some use in other.facts.networks
}

# Whether it listens at all is only known where a port is named.
_outcome(service) := "fail" if _listens(service)

_outcome(service) := "review" if not _listens(service)

_listens(service) if count(service.facts.exposed) > 0

_listens(service) if count(service.facts.ports) > 0

# The first three by name, the rest by number.
_listed(entries) := concat(", ", [other.key | some other in entries]) if count(entries) < 4

_listed(entries) := sprintf("%s and %d more", [concat(", ", [other.key | some other in array.slice(entries, 0, 3)]), count(entries) - 3]) if {
	count(entries) > 3
	count(entries) < _enough - 1
}

_listed(entries) := sprintf("%s and many more", [concat(", ", [other.key | some other in array.slice(entries, 0, 3)])]) if count(entries) >= _enough - 1

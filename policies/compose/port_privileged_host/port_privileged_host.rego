# METADATA
# title: Privileged port of the host is taken
# description: >-
#   Ports below 1024 are for services of the system; what listens there is trusted by convention. Besides 80 and 443 few services
#   of a project belong there.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/network/packet-filtering-firewalls/
#     description: Docker and packet filtering
# custom:
#   severity: low
#   confidence: high
#   category: ports
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Publish a port from 1024 on (`8025:25`) and let a proxy or the firewall of the host forward to it.
#   cwe: [668]
#   aliases: ["kics:bc2908f3-f73c-40a9-8793-c1b7d5544f79"]
#   params:
#     allow:
#       default: [80, 443]
#       description: "Ports below 1024 that may be taken."
package policies.compose.port_privileged_host

import data.policies.lib.port

deny contains finding if {
	some service in input.services
	some published in service.facts.ports
	_taken(service, published)
	not _standard(published)
	finding := {
		"message": sprintf("service %s takes %s of the host, which %s below 1024; write a port from 1024 on", [service.key, _ports(published), _are(published)]),
		"at": port.published_at(published),
		"subject": service.at,
	}
}

# Clients of mail, names and files may know no other port.
deny contains finding if {
	some service in input.services
	some published in service.facts.ports
	_taken(service, published)
	_standard(published)
	finding := {
		"message": sprintf("service %s takes %s of the host, which %s below 1024; keep it only where clients cannot be given another one", [service.key, _ports(published), _are(published)]),
		"at": port.published_at(published),
		"subject": service.at,
		"outcome": "review",
	}
}

_taken(service, published) if {
	low := _low(published)
	count({number | some number in data.params.compose.port_privileged_host.allow; _within(number, low)}) < (low[1] - low[0]) + 1
	not port.discarded(service)
}

# The first and the last port of the host that is below 1024; where there is none, the last comes before the first.
_low(published) := [published.published, min({port.host_port(published, port.first_and_last(published)[1]), 1023})] if {
	is_number(published.published)
}

_within(number, ends) if {
	number >= ends[0]
	number <= ends[1]
}

_ports(published) := sprintf("port %d", [published.published]) if not port.is_range(published)

_ports(published) := sprintf("ports %d-%d", _low(published)) if port.is_range(published)

_are(published) := "is" if not port.is_range(published)

_are(published) := "are" if port.is_range(published)

# The same ports inside and outside, and all of them such that their protocols are known by.
_standard(published) if {
	published.published == published.target
	low := _low(published)
	count({number | some number in _known_or_allowed; _within(number, low)}) == (low[1] - low[0]) + 1
}

_known_or_allowed := {number | some number in data.params.compose.port_privileged_host.allow} | {21, 22, 25, 53, 67, 69, 88, 110, 111, 123, 137, 138, 139, 143, 161, 162, 389, 445, 465, 500, 514, 546, 547, 548, 554, 587, 631, 636, 853, 873, 990, 993, 995}

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
		"message": sprintf("service %s takes port %d of the host, which is below 1024; write a port from 1024 on", [service.key, published.published]),
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
		"message": sprintf("service %s takes port %d of the host, which is below 1024; keep it only where clients cannot be given another one", [service.key, published.published]),
		"at": port.published_at(published),
		"subject": service.at,
		"outcome": "review",
	}
}

_taken(service, published) if {
	published.published != null
	published.published < 1024
	not published.published in data.params.compose.port_privileged_host.allow
	not port.discarded(service)
}

# The same port inside and outside, and one that its protocol is known by.
_standard(published) if {
	published.published == published.target
	published.published in {21, 22, 25, 53, 67, 69, 88, 110, 111, 123, 137, 138, 139, 143, 161, 162, 389, 445, 465, 500, 514, 546, 547, 548, 554, 587, 631, 636, 853, 873, 990, 993, 995}
}

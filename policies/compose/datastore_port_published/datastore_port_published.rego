# METADATA
# title: Datastore or broker is published beyond the host
# description: >-
#   Databases, caches, brokers and their consoles trust whoever reaches them, or stand behind one password. Published on an
#   interface of the host they are found by scanners within hours.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/network/packet-filtering-firewalls/
#     description: Docker and packet filtering
# custom:
#   severity: high
#   confidence: high
#   category: ports
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the port: services of the project reach it over their network. For access from the host write `127.0.0.1:5432:5432`.
#   cwe: [668]
package policies.compose.datastore_port_published

import data.policies.lib.image
import data.policies.lib.port

deny contains finding if {
	some service in input.services
	some published in service.facts.ports
	not published.reach == "loopback"
	not port.bound_by_network(service, published)
	not port.discarded(service)
	not _something_beside(service, published)
	what := _what(service, published)
	finding := {
		"message": sprintf("service %s publishes %s (container port %d) beyond the host; remove the port or write `127.0.0.1:%d:%d`", [service.key, what, published.target, _host_port(published), published.target]),
		"at": port.published_at(published),
		"subject": service.at,
		"outcome": _outcome(published),
	}
}

# By image, whatever the port.
_what(service, _) := sprintf("the datastore %s", [image.datastore(service)])

# By port, where the image says nothing else.
_what(service, published) := data.known.datastores.ports[key] if {
	not image.datastore(service)
	not image.known_otherwise(service)
	key := sprintf("%d", [published.target])
	data.known.datastores.ports[key]
}

_host_port(published) := published.published if published.published != null

_host_port(published) := published.target if published.published == null

_outcome(published) := "review" if published.reach == "unknown"

_outcome(published) := "fail" if published.reach != "unknown"

# A web port beside the datastore's own one, of a datastore that has no web console there: another program in the same image.
_something_beside(service, published) if {
	kind := image.datastore(service)
	not kind in data.known.datastores.web_consoles
	published.target in data.known.datastores.web_ports
	some other in service.facts.ports
	other.target != published.target
	data.known.datastores.ports[sprintf("%d", [other.target])]
}

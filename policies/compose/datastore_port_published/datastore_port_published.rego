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
#   absorbs: [compose/port-all-interfaces]
package policies.compose.datastore_port_published

import data.policies.lib.image
import data.policies.lib.port

deny contains finding if {
	some service in input.services
	some entry in service.facts.ports
	not entry.reach == "loopback"
	not port.bound_by_network(service, entry)
	not port.discarded(service)
	not _something_beside(service, entry)
	some published in _datastores(service, entry)
	what := _what(service, published)
	finding := {
		"message": sprintf("service %s publishes %s (container port %s) beyond the host; remove the port or write `127.0.0.1:%s:%s`", [service.key, what, port.target_text(published), _host_port(published), port.target_text(published)]),
		"at": port.published_at(published),
		"subject": service.at,
		"outcome": _outcome(published),
	}
}

# Of a range those ports that datastores are known by, where the image does not say that it is one.
_datastores(service, entry) := [entry] if image.datastore(service)

_datastores(service, entry) := port.known(entry, data.known.datastores.ports) if not image.datastore(service)

# By image, whatever the port.
_what(service, published) := sprintf("the datastore %s", [image.datastore(service)]) if not _manages(service, published)

# What manages the Java machine below it: whoever reaches that runs code there.
_what(service, published) := sprintf("the JMX port of %s", [image.datastore(service)]) if _manages(service, published)

_manages(service, published) if {
	some name, variable in service.facts.environment
	endswith(name, "JMX_PORT")
	variable.value == port.target_text(published)
}

# By port, where the image says nothing else.
_what(service, published) := data.known.datastores.ports[key] if {
	not image.datastore(service)
	not image.known_otherwise(service)
	key := sprintf("%d", [published.target])
	not _common_elsewhere(service, key)
}

_host_port(published) := port.published_text(published) if published.published != null

_host_port(published) := port.target_text(published) if published.published == null

_outcome(published) := "review" if published.reach == "unknown"

_outcome(published) := "fail" if published.reach != "unknown"

# A web port beside the datastore's own one, of a datastore that has no web console there: another program in the same image.
_something_beside(service, published) if {
	kind := image.datastore(service)
	not kind in data.known.datastores.web_consoles
	not port.is_range(published)
	published.target in data.known.datastores.web_ports
	some other in service.facts.ports
	not port.has_target(other, published.target)
	count(port.known(other, data.known.datastores.ports)) > 0
}

# Ports that many other programs have as well say it only with a name.
_common_elsewhere(service, key) if {
	key in {"9200", "9300"}
	is_string(image.repository(service))
	every name in [image.repository(service), service.key] {
		not regex.match(`(?i)elastic|opensearch|search|(^|[/_-])(es|elk)([/_.-]|[0-9]|$)`, name)
	}
}

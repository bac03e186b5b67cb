# METADATA
# title: API of the engine is published
# description: >-
#   The ports 2375 to 2377 and 4243 are those of the Docker API and of swarm management. Without mutual TLS whoever reaches them
#   is root on the host; they are searched for by worms.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/network/packet-filtering-firewalls/
#     description: Docker and packet filtering
# custom:
#   severity: critical
#   confidence: high
#   category: ports
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the port. Reach a remote engine over SSH (`docker context create --docker host=ssh://user@host`), or keep it on
#     loopback with mutual TLS.
#   cwe: [668]
#   absorbs: [compose/port-all-interfaces]
#   params:
#     ports:
#       default: [2375, 2376, 2377, 4243]
#       description: "Ports of the engine API and of swarm management."
package policies.compose.port_docker_api_published

import data.policies.lib.port

deny contains finding if {
	some service in input.services
	some entry in service.facts.ports
	port.beyond_host(service, entry)
	some published in _narrowed(entry)
	number := _number(published)
	number in data.params.compose.port_docker_api_published.ports
	finding := {
		"message": sprintf("service %s publishes port %d of the engine API; remove it or write `127.0.0.1:%d:%d`", [service.key, number, number, published.target]),
		"at": port.published_at(published),
		"subject": service.at,
	}
}

# Of a range those ports that are the engine's inside or outside.
_narrowed(entry) := [entry] if not port.is_range(entry)

_narrowed(entry) := port.among(entry, {number |
	some wanted in data.params.compose.port_docker_api_published.ports
	some number in {wanted, _inside(entry, wanted)}
}) if port.is_range(entry)

# The container port behind a host port.
_inside(entry, number) := entry.target + (number - entry.published) if is_number(entry.published)

_inside(entry, number) := number if not is_number(entry.published)

_number(published) := published.target if published.target in data.params.compose.port_docker_api_published.ports

_number(published) := published.published if not published.target in data.params.compose.port_docker_api_published.ports

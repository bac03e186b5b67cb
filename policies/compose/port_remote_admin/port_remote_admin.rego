# METADATA
# title: Port for remote administration is published
# description: >-
#   SSH, telnet, RDP and VNC in a container are a second way in beside the engine, with keys and passwords of their own that
#   nobody rotates.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/network/packet-filtering-firewalls/
#     description: Docker and packet filtering
# custom:
#   severity: medium
#   confidence: medium
#   category: ports
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Remove the port and the server; use `docker compose exec SERVICE sh`, or bind it to `127.0.0.1`.
#   cwe: [668]
#   absorbs: [compose/port-all-interfaces]
#   params:
#     ports:
#       default: {"22": "SSH", "23": "telnet", "3389": "RDP", "5800": "VNC", "5900": "VNC", "5901": "VNC"}
#       description: "Container ports of remote administration and what they are."
package policies.compose.port_remote_admin

import data.policies.lib.port

deny contains finding if {
	some service in input.services
	some entry in service.facts.ports
	port.beyond_host(service, entry)
	some published in port.known(entry, data.params.compose.port_remote_admin.ports)
	what := data.params.compose.port_remote_admin.ports[sprintf("%d", [published.target])]
	not port.expected_ssh(service, published)
	finding := {
		"message": sprintf("service %s publishes %s (container port %d) beyond the host; remove it or write `127.0.0.1:…:%d`", [service.key, what, published.target, published.target]),
		"at": port.published_at(published),
		"subject": service.at,
	}
}

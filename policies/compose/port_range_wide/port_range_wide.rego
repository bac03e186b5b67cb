# METADATA
# title: Wide range of ports is published
# description: >-
#   A range opens ports that nothing needs today and that something will listen on tomorrow, and each costs a rule in the packet
#   filter.
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
#     Narrow the range to the ports in use; media servers have settings for the range (`min-port`, `max-port`).
#   cwe: [668]
#   params:
#     max:
#       default: 50
#       description: "Ports that one entry may publish."
package policies.compose.port_range_wide

import data.policies.lib.port

deny contains finding if {
	some service in input.services
	some published in service.facts.ports
	is_number(published.published)
	is_number(published.published_end)
	size := (published.published_end - published.published) + 1
	size > data.params.compose.port_range_wide.max
	finding := {
		"message": sprintf("service %s publishes %d ports (%d-%d); publish only those it uses", [service.key, size, published.published, published.published_end]),
		"at": port.published_at(published),
		"subject": service.at,
	}
}

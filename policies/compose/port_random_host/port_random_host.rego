# METADATA
# title: Port is published on a random port of the host
# description: >-
#   A port without a host part is published on all interfaces under a number that the engine picks: nobody meant it, no firewall
#   rule knows it, and it changes at every start.
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
#   applies_if: ["ports"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write `expose: ["80"]` where only other services need it, or give it an address and a port: `127.0.0.1:8080:80`.
#   cwe: [668]
#   aliases: ["compose-lint:CL-0005"]
package policies.compose.port_random_host

import data.policies.lib.port

deny contains finding if {
	some service in input.services
	some published in service.facts.ports
	published.published == null
	published.reach in {"all", "unknown"}
	not port.bound_by_network(service, published)
	not port.discarded(service)
	not published.at in _unknown
	finding := {
		"message": sprintf("service %s publishes container port %s on a random port of all interfaces; write `expose` or `127.0.0.1:%s:%s`", [service.key, port.target_text(published), port.target_text(published), port.target_text(published)]),
		"at": port.published_at(published),
		"subject": service.at,
	}
}

# The port is a variable that nothing sets: project/env-unset-variable.
_unknown contains around if {
	some variable in input.variables
	variable.state == "unset"
	is_string(variable.used_at)
	parts := split(variable.used_at, "/")
	some length in numbers.range(1, min([count(parts), 64]))
	around := concat("/", array.slice(parts, 0, length))
}

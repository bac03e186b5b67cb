# METADATA
# title: Port is published on all interfaces
# description: >-
#   A port without an address is open to every network the host is in. Docker writes its own firewall rules, so that ufw or
#   firewalld on the host do not hold it back.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/network/packet-filtering-firewalls/
#     description: Docker and packet filtering
# custom:
#   severity: medium
#   confidence: high
#   category: ports
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write the address it is meant for, such as `127.0.0.1:8080:80`, and let a reverse proxy or a VPN face the outside.
#   cwe: [668]
#   absorbs: [compose/port-privileged-host]
#   aliases: ["compose-lint:CL-0005", "dclint:no-unbound-port-interfaces", "kics:451d79dc-0588-476a-ad03-3c7f0320abb3"]
package policies.compose.port_all_interfaces

import data.policies.lib.port

deny contains finding if {
	some service in input.services
	some published in service.facts.ports
	published.reach == "all"
	published.published != null
	not port.bound_by_network(service, published)
	not port.discarded(service)
	finding := {
		"message": sprintf("service %s publishes port %s on all interfaces; %s", [service.key, port.published_text(published), _instead(service, published)]),
		"at": port.published_at(published),
		"subject": service.at,
	}
}

# What others come in by cannot hide behind loopback.
_instead(service, published) := "write the address it is meant for" if port.entrance(service, published)

_instead(service, published) := sprintf("write `127.0.0.1:%s:%s` or the address it is meant for", [port.published_text(published), port.target_text(published)]) if {
	not port.entrance(service, published)
}

deny contains finding if {
	some service in input.services
	some published in service.facts.ports
	published.reach == "unknown"
	not port.discarded(service)
	finding := {
		"message": sprintf("service %s publishes container port %s on an address that nothing sets; check that it is not 0.0.0.0", [service.key, port.target_text(published)]),
		"at": port.published_at(published),
		"subject": service.at,
		"outcome": "review",
	}
}

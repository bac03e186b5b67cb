# METADATA
# title: Project is published without TLS
# description: >-
#   Port 80 is published and nothing of the project terminates TLS: passwords, cookies and personal data cross the network as
#   plain text.
# related_resources:
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html
#     description: OWASP Transport Layer Security Cheat Sheet
# custom:
#   severity: medium
#   confidence: low
#   category: ports
#   applies_to: service
#   applies_if: ["ports"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Put a proxy that terminates TLS in front (Caddy, Traefik, nginx with certificates) and publish 443, or bind the port to
#     loopback when a proxy on the host does it.
#   cwe: [319]
#   absorbs: [compose/port-all-interfaces]
package policies.compose.plain_http_edge_only

import data.policies.lib.port
import data.policies.lib.typed

deny contains finding if {
	not _terminates_tls
	some service in input.services
	service.active
	some entry in service.facts.ports
	entry.reach == "all"
	entry.protocol == "tcp"
	port.beyond_host(service, entry)
	is_number(entry.published)
	inside := {number |
		some wanted in {80, 8080}
		number := entry.target + (wanted - entry.published)
	}
	some published in port.among(entry, inside)
	finding := {
		"message": sprintf("service %s publishes port %d and nothing of the project terminates TLS; publish 443 through a proxy, or write `127.0.0.1:%d:%d`", [service.key, published.published, published.published, published.target]),
		"at": port.published_at(published),
		"subject": service.at,
	}
}

_terminates_tls if {
	some service in input.services
	some published in service.facts.ports
	some number in {443, 8443}
	_uses(published, number)
}

_uses(published, number) if port.has_target(published, number)

_uses(published, number) if {
	is_number(published.published)
	number >= published.published
	number <= port.host_port(published, port.first_and_last(published)[1])
}

# A tunnel or proxy of the project, or one outside of it that the labels are for.
_terminates_tls if {
	some service in input.services
	regex.match("(^|/)(cloudflared|ngrok|tailscale|swag|nginx-proxy-manager)$", service.facts.image.repository)
}

_terminates_tls if {
	some service in input.services
	some label, _ in typed.map(service, "labels")
	regex.match("^(traefik\\.|caddy)", label)
}

_terminates_tls if {
	some service in input.services
	some name, _ in service.facts.environment
	name in {"LETSENCRYPT_HOST", "VIRTUAL_HOST"}
}

# METADATA
# title: Service behind a proxy is published as well
# description: >-
#   The labels put the service behind a reverse proxy with its TLS and authentication. The published port leads past both.
# related_resources:
#   - ref: https://doc.traefik.io/traefik/providers/docker/
#     description: Traefik and Docker
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: Compose file reference
# custom:
#   severity: medium
#   confidence: high
#   category: ports
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the port, or bind it to loopback: `127.0.0.1:8080:80`. The proxy reaches the service over the network they share.
#   cwe: [288, 668]
#   absorbs: [compose/port-all-interfaces]
package policies.compose.proxy_bypass

import data.policies.lib.port
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	label := _routing_label(service)
	some published in service.facts.ports
	published.reach == "all"
	published.protocol == "tcp"
	port.beyond_host(service, published)
	_routed(service, published)
	finding := {
		"message": sprintf("service %s is behind a proxy (%s) and publishes container port %s past it; remove the port or bind it to 127.0.0.1", [service.key, label, port.target_text(published)]),
		"at": port.published_at(published),
		"subject": service.at,
	}
}

_labels(service) := typed.map(service, "labels")

# One label that makes a proxy route to the service; the proxies themselves route to others.
_routing_label(service) := labels[0] if {
	not _is_proxy(service)
	labels := [label |
		some label, value in _labels(service)
		_routes(label, value)
	]
}

_routes(label, _) if regex.match("^traefik\\.http\\.routers\\.[^.]+\\.rule$", label)

_routes(label, _) if label == "caddy"

_routes(label, _) if regex.match("^caddy_[0-9]+$", label)

# Proxies route to themselves for their dashboards.
_is_proxy(service) if regex.match("(^|[-_])(traefik|caddy|nginx-proxy)([-_]|$)", service.key)

_is_proxy(service) if {
	some _, value in _labels(service)
	is_string(value)
	endswith(value, "@internal")
}

_is_proxy(service) if {
	regex.match("(^|/)(traefik|caddy[0-9A-Za-z_-]*|nginx-proxy)$", service.facts.image.repository)
}

# The port the proxy routes to: the one its label names, else the only one.
_routed(service, published) if {
	some label, value in _labels(service)
	regex.match("^traefik\\.http\\.services\\.[^.]+\\.loadbalancer\\.server\\.port$", label)
	number := sprintf("%v", [value])
	regex.match("^[1-9][0-9]{0,4}$", number)
	port.has_target(published, to_number(number))
}

_routed(service, _) if {
	count([label | some label, _ in _labels(service); endswith(label, ".loadbalancer.server.port")]) == 0
	count(service.facts.ports) == 1
	not port.is_range(service.facts.ports[0])
}

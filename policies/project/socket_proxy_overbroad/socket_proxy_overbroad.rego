# METADATA
# title: Socket proxy lets more through than reading
# description: >-
#   The proxy is there so that others do not get the socket of the engine, but it passes on calls that create or enter
#   containers, or it is published: who reaches it is root on the host all the same.
# related_resources:
#   - ref: https://github.com/Tecnativa/docker-socket-proxy#access-granted-or-revoked
#     description: "Socket proxy: what its variables grant"
#   - ref: https://docs.docker.com/engine/security/protect-access/
#     description: Protect the Docker daemon socket
# custom:
#   severity: high
#   confidence: high
#   category: exposure
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Allow only what is read (`CONTAINERS: 1`, `POST: 0`), publish no port, and share a network with the one service
#     that asks.
#   cwe: [250, 668]
package policies.project.socket_proxy_overbroad

import data.policies.lib.port
import data.policies.lib.power

deny contains finding if {
	some service in input.services
	power.socket_proxy(service)
	some name, variable in service.facts.environment
	reason := _grants[name]
	is_string(variable.value)
	lower(variable.value) in {"1", "true", "yes", "on"}
	finding := {
		"message": sprintf("service %s passes on calls to the engine that %s; remove %s", [service.key, reason, name]),
		"at": variable.at,
		"subject": service.at,
	}
}

deny contains finding if {
	some service in input.services
	power.socket_proxy(service)
	some published in service.facts.ports
	port.beyond_host(service, published)
	finding := {
		"message": sprintf("service %s publishes port %s of a proxy for the socket of the engine; remove the port", [service.key, port.target_text(published)]),
		"at": published.at,
		"subject": service.at,
		"severity": "critical",
	}
}

_grants := {
	"POST": "change things",
	"EXEC": "run commands in containers",
	"AUTH": "use the logins of registries",
	"SECRETS": "read swarm secrets",
	"BUILD": "build images",
	"COMMIT": "make images of containers",
	"SWARM": "govern the swarm",
	"PLUGINS": "govern plugins",
}

# METADATA
# title: Several containers of a service want the same port or name
# description: >-
#   Only one container can have a fixed container name or port of the host. The second one cannot start. In a swarm the
#   ingress network shares a port among the containers, and the container name is ignored.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/
#     description: Compose deploy reference
#   - ref: https://docs.docker.com/reference/compose-file/services/#container_name
#     description: Compose file reference
# custom:
#   severity: high
#   confidence: high
#   category: dependencies
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `container_name`, and publish a range of ports (`"8080-8090:80"`) or put a proxy in front.
package policies.compose.replicas_fixed_port_or_name

import data.policies.lib
import data.policies.lib.deployment
import data.policies.lib.port

deny contains finding if {
	not deployment.swarm
	some service in input.services
	deployment.replicas(service) > 1
	is_string(object.get(service, "container_name", null))
	finding := {
		"message": sprintf("service %s asks for %d containers with the one name %s; remove `container_name`", [service.key, deployment.replicas(service), service.container_name]),
		"at": lib.at(service, ["container_name"]),
		"subject": service.at,
		"related": [{"at": deployment.replicas_at(service), "message": "the number of containers"}],
	}
}

deny contains finding if {
	some service in input.services
	wanted := deployment.replicas(service)
	not port.discarded(service)
	some published in service.facts.ports
	is_number(published.published)
	_ports(published) < wanted
	not _shared(published)
	finding := {
		"message": sprintf("service %s asks for %d containers that all publish port %s of the host; publish a range or put a proxy in front", [service.key, wanted, port.published_text(published)]),
		"at": port.published_at(published),
		"subject": service.at,
		"related": [{"at": deployment.replicas_at(service), "message": "the number of containers"}],
	}
}

# The ports of the host that the containers can choose from.
_ports(published) := 1 if not _has_choice(published)

_ports(published) := (published.published_end - published.published) + 1 if _has_choice(published)

# Each container of a range wants all of its ports.
_has_choice(published) if {
	is_number(published.published_end)
	not port.is_range(published)
}

# The ingress network of a swarm answers for all containers.
_shared(published) if {
	deployment.swarm
	published.mode != "host"
}

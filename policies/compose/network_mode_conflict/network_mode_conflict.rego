# METADATA
# title: Options that a shared network refuses
# description: >-
#   A service in the network of another container (`network_mode: service:…` or `container:…`) has no ports, name server, hostname
#   or address of its own. The engine refuses to create it with any of them, so the service does not start; what they ask for
#   belongs to the container that owns the network.
# related_resources:
#   - ref: https://docs.docker.com/engine/network/#container-networks
#     description: Container networks
#   - ref: https://docs.docker.com/reference/compose-file/services/#network_mode
#     description: Compose file reference
# custom:
#   severity: medium
#   confidence: high
#   category: ports
#   applies_to: service
#   applies_if: ["network_mode"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Move the option to the service whose network is shared, or give the service a network of its own.
package policies.compose.network_mode_conflict

import data.policies.lib
import data.policies.lib.typed

_refused := ["ports", "expose", "hostname", "dns", "extra_hosts", "links", "mac_address"]

deny contains finding if {
	some service in input.services
	owner := _owner(typed.text(service, "network_mode"))
	some option in _refused
	_is_given(object.get(service, option, null))
	finding := {
		"message": sprintf("service %s has `%s` in the network of %s, with which the engine refuses to start it; move it to %s", [service.key, option, owner, owner]),
		"at": lib.at(service, [option]),
		"subject": service.at,
		"related": [{"at": lib.at(service, ["network_mode"]), "message": "shares that network"}],
	}
}

_owner(mode) := trim_prefix(mode, "service:") if startswith(mode, "service:")

_owner(mode) := sprintf("the container %s", [trim_prefix(mode, "container:")]) if startswith(mode, "container:")

_is_given(value) if {
	value != null
	not value in ["", [], {}]
}

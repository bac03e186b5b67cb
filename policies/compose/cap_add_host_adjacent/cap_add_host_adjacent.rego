# METADATA
# title: Added capability reaches into the host
# description: >-
#   These capabilities act beyond the container: on its network stack (NET_ADMIN), the kernel (BPF, PERFMON, SYSLOG), the clock
#   (SYS_TIME), the running machine (SYS_BOOT), mandatory access control (MAC_ADMIN, MAC_OVERRIDE), or the resources of all others
#   (SYS_RESOURCE, SYS_NICE, IPC_LOCK, LEASE).
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#cap_add
#     description: Compose file reference
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
#     description: capabilities(7)
# custom:
#   severity: high
#   confidence: high
#   category: capabilities
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the capability from `cap_add`, or do what needs it outside of the container (routes and firewall rules on the host,
#     limits with `ulimits`, memory locking with `ulimits: {memlock: -1}`).
#   cwe: [250]
#   absorbs: [compose/cap-add-not-allowed]
#   aliases: ["compose-lint:CL-0011", "compose-lint:CL-0028", "compose-lint:CL-0029", "compose-lint:CL-0030", "kics:ce76b7d0-9e77-464d-b86f-c5c48e03e22d"]
#   params:
#     capabilities:
#       default: ["BPF", "MAC_ADMIN", "MAC_OVERRIDE", "NET_ADMIN", "SYS_BOOT", "SYS_TIME"]
#       description: "Capabilities that change the host or its kernel."
#     resources:
#       default: ["IPC_LOCK", "LEASE", "PERFMON", "SYSLOG", "SYS_NICE", "SYS_RESOURCE"]
#       description: "Capabilities that reach what all containers share; reported one step milder."
package policies.compose.cap_add_host_adjacent

import data.params.compose.cap_add_host_adjacent as params
import data.policies.lib.device
import data.policies.lib.image
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	some capability in service.facts.capabilities.add
	severity := _severity(capability.name)
	not _for_its_own_network(service, capability.name)
	finding := {
		"message": sprintf("service %s adds capability %s, which reaches beyond the container; remove it from `cap_add`", [service.key, capability.name]),
		"at": capability.at,
		"subject": service.at,
		"severity": severity,
	}
}

# A VPN makes its interfaces with it, in a network that is not the host's.
_for_its_own_network(service, "NET_ADMIN") if {
	_makes_tunnels(service)
	typed.text(service, "network_mode") != "host"
}

_makes_tunnels(service) if image.makes_tunnels(service)

_makes_tunnels(service) if {
	some used in device.mapped(service)
	used.source == "/dev/net/tun"
}

_severity(name) := "high" if name in params.capabilities

_severity(name) := "medium" if {
	name in params.resources
	not name in params.capabilities
}

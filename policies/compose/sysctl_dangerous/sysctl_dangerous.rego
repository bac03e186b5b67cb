# METADATA
# title: Kernel parameter weakens the network of the container
# description: >-
#   Forwarding makes the container a router between its networks, accepted redirects and source routes let a neighbour steer its
#   traffic, and route_localnet opens what listens on loopback only.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#sysctls
#     description: Compose file reference
#   - ref: https://docs.kernel.org/networking/ip-sysctl.html
#     description: IP sysctl
# custom:
#   severity: medium
#   confidence: high
#   category: confinement
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Remove the entry from `sysctls`; where the container has to route (a VPN), keep it and accept the risk with a reason.
#   cwe: [16]
#   params:
#     parameters:
#       default: ["net.ipv4.ip_forward=1", "net.ipv4.conf.*.forwarding=1", "net.ipv6.conf.*.forwarding=1", "net.ipv4.conf.*.accept_redirects=1", "net.ipv6.conf.*.accept_redirects=1", "net.ipv4.conf.*.accept_source_route=1", "net.ipv6.conf.*.accept_source_route=1", "net.ipv4.conf.*.route_localnet=1", "net.ipv4.conf.*.rp_filter=0", "net.ipv4.tcp_syncookies=0", "net.ipv4.icmp_echo_ignore_broadcasts=0", "kernel.*=*"]
#       description: "Parameters and values that are reported; `*` stands for one part of the name or for any value."
#     allow:
#       default: ["kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced"]
#       description: "Parameters that belong to the container alone and are never reported."
package policies.compose.sysctl_dangerous

import data.params.compose.sysctl_dangerous as params
import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	some name, value in typed.map(service, "sysctls")
	setting := sprintf("%s=%v", [name, value])
	not name in params.allow
	_dangerous(setting)
	finding := {
		"message": sprintf("service %s sets %s; remove it from `sysctls`", [service.key, setting]),
		"at": lib.at(service, ["sysctls", name]),
		"subject": service.at,
	}
}

_dangerous(setting) if {
	some pattern in params.parameters
	glob.match(pattern, [".", "="], setting)
}

# METADATA
# title: Rule opens devices of the host by the dozen
# description: >-
#   `device_cgroup_rules` let the container use any device of a kind as soon as it has a node for it. With the capability MKNOD,
#   which containers have by default, it makes the node itself and reads the disks of the host.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#device_cgroup_rules
#     description: Compose file reference
#   - ref: https://docs.kernel.org/admin-guide/cgroup-v1/devices.html
#     description: Device controller
# custom:
#   severity: critical
#   confidence: high
#   category: devices
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Name single devices with `devices`, or narrow the rule to the character device it is meant for, such as `c 188:* rw` for USB
#     serial adapters.
#   cwe: [250, 668]
#   aliases: ["compose-lint:CL-0016"]
package policies.compose.device_cgroup_rule_broad

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	some i, text in typed.list(service, "device_cgroup_rules")
	is_string(text)
	_broad(trim_space(text))
	_can_reach(service)
	finding := {
		"message": sprintf("service %s may use devices of the host by the rule `%s`; name single devices instead", [service.key, text]),
		"at": lib.at(service, ["device_cgroup_rules", i]),
		"subject": service.at,
	}
}

# Everything, all character devices, or disks with more than the right to make a node.
_broad(text) if regex.match("^a(\\s|$)", text)

_broad(text) if regex.match("^c\\s+\\*:\\*\\s+m?[rw]", text)

_broad(text) if regex.match("^b\\s+[0-9*]+:[0-9*]+\\s+m?[rw]", text)

_can_reach(service) if {
	not service.facts.capabilities.drops_all
	not _drops_mknod(service)
}

_can_reach(service) if {
	some capability in service.facts.capabilities.add
	capability.name in {"ALL", "MKNOD"}
}

_can_reach(service) if {
	some mounted in service.facts.mounts
	mounted.host_path == "/dev"
}

_drops_mknod(service) if {
	some capability in service.facts.capabilities.drop
	capability.name == "MKNOD"
}

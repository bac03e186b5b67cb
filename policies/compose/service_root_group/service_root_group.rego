# METADATA
# title: Service belongs to a group with power over the host
# description: >-
#   A process in group 0 may read and write what root has opened to its group. The groups docker, disk, kmem, sudo and wheel are
#   as good as root wherever the matching socket, device or file is mounted.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#group_add
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/compose-file/services/#user
#     description: Compose file reference
# custom:
#   severity: medium
#   confidence: high
#   category: users
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Give the process a group of its own (`user: "1000:1000"`) and remove the entry from `group_add`.
#   cwe: [250, 732]
#   params:
#     groups:
#       default: ["0", "root", "docker", "disk", "kmem", "shadow", "sudo", "wheel"]
#       description: "Groups that a service must not belong to, by name or number."
package policies.compose.service_root_group

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	user := service.facts.user
	user.source == "compose"
	user.root == false
	user.gid == 0
	finding := {
		"message": sprintf("service %s has the group of root (`user: %s`); write a group of its own, such as `user: \"1000:1000\"`", [service.key, user.text]),
		"at": user.at,
		"subject": service.at,
	}
}

deny contains finding if {
	some service in input.services
	some i, group in typed.list(service, "group_add")
	name := sprintf("%v", [group])
	name in data.params.compose.service_root_group.groups
	finding := {
		"message": sprintf("service %s joins group %s, which has power over the host; remove it from `group_add`", [service.key, name]),
		"at": lib.at(service, ["group_add", i]),
		"subject": service.at,
	}
}

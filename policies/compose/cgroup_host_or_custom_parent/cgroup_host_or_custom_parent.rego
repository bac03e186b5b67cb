# METADATA
# title: Container leaves the control groups the engine gives it
# description: >-
#   `cgroup: host` shows the container the control groups of the whole host; a `cgroup_parent` of its own takes it out of the
#   limits that hold for all containers.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#cgroup
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/compose-file/services/#cgroup_parent
#     description: Compose file reference
# custom:
#   severity: medium
#   confidence: high
#   category: namespaces
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Remove `cgroup` and `cgroup_parent`; set limits with `mem_limit`, `cpus` and `pids_limit`.
#   cwe: [668]
#   aliases: ["kics:4d9f44c6-2f4a-4317-9bb5-267adbea0232"]
package policies.compose.cgroup_host_or_custom_parent

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	object.get(service, "cgroup", "") == "host"
	finding := {
		"message": sprintf("service %s shares the control groups of the host (`cgroup: host`); remove `cgroup`", [service.key]),
		"at": lib.at(service, ["cgroup"]),
		"subject": service.at,
	}
}

deny contains finding if {
	some service in input.services
	parent := typed.text(service, "cgroup_parent")
	parent != ""
	finding := {
		"message": sprintf("service %s runs below the control group %s; remove `cgroup_parent`", [service.key, parent]),
		"at": lib.at(service, ["cgroup_parent"]),
		"subject": service.at,
	}
}

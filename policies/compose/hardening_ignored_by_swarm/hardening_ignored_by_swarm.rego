# METADATA
# title: Hardening that a swarm ignores
# description: >-
#   A stack is deployed without `security_opt`, `userns_mode`, `cgroup_parent` and `network_mode`: the command only says
#   that it ignores them. The file then promises no-new-privileges, a seccomp profile or no network, and the containers
#   run without.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/
#     description: Compose deploy specification
#   - ref: https://docs.docker.com/engine/swarm/stack-deploy/
#     description: Deploy a stack to a swarm
#   - ref: https://github.com/docker/cli/blob/master/cli/compose/types/types.go
#     description: What `docker stack deploy` ignores
# custom:
#   severity: high
#   confidence: medium
#   category: confinement
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Set what a swarm knows: `cap_drop`, `read_only`, `user`, an internal network; and the rest for the whole engine in
#     `daemon.json`: `"no-new-privileges": true`, `"seccomp-profile"`, `"userns-remap"`. Name the target in the parameter
#     `target` where the file is not for a swarm.
#   cwe: [693]
#   params:
#     target:
#       default: auto
#       description: >-
#         What the files are deployed with: `compose`, `swarm`, or `auto` to go by what they hold; findings are then for
#         review.
package policies.compose.hardening_ignored_by_swarm

import data.policies.lib
import data.policies.lib.deployment

deny contains finding if {
	target := data.params.compose.hardening_ignored_by_swarm.target
	deployment.for_swarm(target)
	some service in input.services
	some attribute in ["security_opt", "userns_mode", "cgroup_parent", "network_mode"]
	value := object.get(service, attribute, null)
	_hardens(attribute, value)
	finding := object.union(deployment.judged(target), {
		"message": sprintf("service %s relies on `%s`, which `docker stack deploy` ignores; set it for the engine, or deploy with Compose", [service.key, attribute]),
		"at": lib.at(service, [attribute]),
		"subject": service.at,
	})
}

_hardens("security_opt", value) if {
	is_array(value)
	some entry in value
	is_string(entry)
	not regex.match("[=:](unconfined|disable|false)$", entry)
}

_hardens("userns_mode", value) if {
	is_string(value)
	not value in {"", "host"}
}

_hardens("cgroup_parent", value) if {
	is_string(value)
	value != ""
}

_hardens("network_mode", "none") := true

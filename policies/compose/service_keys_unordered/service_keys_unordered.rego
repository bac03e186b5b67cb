# METADATA
# title: Attributes of a service are not in the usual order
# description: >-
#   When every service begins with what it is and ends with how it is shut in, a reader finds a setting without searching, and
#   sees that one is missing.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/
#     description: Compose file reference
# custom:
#   severity: info
#   confidence: high
#   category: style
#   applies_to: project
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Sort the attributes: image or build first, then names, dependencies, environment, data, ports, command and limits.
#   aliases: ["dclint:service-keys-order"]
#   params:
#     order:
#       default: ["image", "build", "pull_policy", "platform", "container_name", "hostname", "profiles", "extends", "provider", "depends_on", "environment", "env_file", "secrets", "configs", "volumes", "volumes_from", "tmpfs", "ports", "expose", "networks", "network_mode", "dns", "extra_hosts", "links", "command", "entrypoint", "working_dir", "init", "restart", "healthcheck", "stop_signal", "stop_grace_period", "logging", "labels", "user", "group_add", "privileged", "read_only", "cap_add", "cap_drop", "security_opt", "devices", "ulimits", "deploy", "cpus", "mem_limit", "pids_limit"]
#       description: "The order; attributes that are not named may stand anywhere."
package policies.compose.service_keys_unordered

deny contains finding if {
	some file in input.compose_files
	some service in file.services
	ranked := [{"at": written.at, "key": written.key, "rank": rank} |
		some written in service.keys
		rank := _rank(written.key)
	]
	some i, written in ranked
	written.rank < ranked[i - 1].rank
	finding := {
		"message": sprintf("service %s: %s stands after %s; put it before", [service.key, written.key, ranked[i - 1].key]),
		"at": written.at,
		"subject": concat("", ["/services/", service.key]),
	}
}

# Attributes that the order does not name may stand anywhere.
_rank(key) := ranks[0] if {
	ranks := [i | some i, name in data.params.compose.service_keys_unordered.order; name == key]
}

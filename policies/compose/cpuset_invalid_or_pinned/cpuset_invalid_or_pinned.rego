# METADATA
# title: Processors are pinned against the limit
# description: >-
#   The service may use fewer processors than its limit promises, so the limit says something that cannot happen. A pinned set
#   also fails on a host with fewer processors.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#cpuset
#     description: Compose file reference
# custom:
#   severity: info
#   confidence: high
#   category: resources
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Remove `cpuset`, or set `cpus` to at most the number of processors in it.
#   cwe: [1188]
package policies.compose.cpuset_invalid_or_pinned

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	set := typed.text(service, "cpuset")
	is_string(set)
	regex.match("^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$", set)
	size := sum([n | some part in split(set, ","); n := _size(split(part, "-"))])
	limit := service.facts.limits.cpus
	limit.value > size
	finding := {
		"message": sprintf("service %s is pinned to %d processors (`cpuset: %s`) with a limit of %v; make the two agree", [service.key, size, set, limit.value]),
		"at": lib.at(service, ["cpuset"]),
		"subject": service.at,
		"related": [{"at": limit.at, "message": "the limit"}],
	}
}

# What the engine refuses: no list of processors, or a range that ends before it begins.
deny contains finding if {
	some service in input.services
	set := typed.text(service, "cpuset")
	is_string(set)
	set != ""
	not _hangs_on_a_variable(lib.at(service, ["cpuset"]))
	_refused(set)
	finding := {
		"message": sprintf("service %s: `cpuset: %s` is no list of processors, so the container cannot start; write `0-3` or `0,1`", [service.key, set]),
		"at": lib.at(service, ["cpuset"]),
		"subject": service.at,
		"severity": "medium",
	}
}

_refused(set) if not regex.match("^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$", set)

_refused(set) if {
	regex.match("^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$", set)
	some part in split(set, ",")
	_size(split(part, "-")) < 1
}

_hangs_on_a_variable(address) if {
	some variable in input.variables
	variable.state == "unset"
	variable.used_at == address
}

_size(bounds) := 1 if count(bounds) == 1

_size(bounds) := (to_number(bounds[1]) - to_number(bounds[0])) + 1

# METADATA
# title: Limits add up to more than the host has
# description: >-
#   When all services use what they are allowed to, the host runs out of memory, and the kernel stops one of them.
# related_resources:
#   - ref: https://docs.docker.com/engine/containers/resource_constraints/
#     description: Resource constraints
# custom:
#   severity: low
#   confidence: high
#   category: resources
#   applies_to: project
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Lower limits or replicas, or move services to another host.
#   cwe: [770]
#   params:
#     memory_mib:
#       default: 0
#       description: "Memory of the host in MiB; 0: not known. The top-level `x-host-memory-mib` of a file goes before."
package policies.compose.aggregate_over_capacity

deny contains finding if {
	capacity := _capacity
	capacity > 0
	total := sum([bytes |
		some service in input.services
		service.active
		limit := service.facts.limits.memory
		bytes := limit.value * _replicas(service)
	])
	total > capacity * 1048576
	finding := {
		"message": sprintf("the memory limits add up to %d MiB, and the host has %d; lower limits or replicas", [round(total / 1048576), capacity]),
		"at": "/services",
		"subject": input.at,
	}
}

# What the file declares about the host it is for, else the parameter.
_capacity := declared if {
	declared := object.get(input.extensions, "x-host-memory-mib", null)
	is_number(declared)
}

_capacity := data.params.compose.aggregate_over_capacity.memory_mib if {
	not is_number(object.get(input.extensions, "x-host-memory-mib", null))
}

_replicas(service) := replicas if {
	replicas := object.get(service, ["deploy", "replicas"], 1)
	is_number(replicas)
}

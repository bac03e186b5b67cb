# METADATA
# title: Limit of memory and swap is below that of memory
# description: >-
#   `memswap_limit` is the sum of memory and swap. The engine refuses to start a container where it is smaller than the memory
#   alone, or where the memory is not limited.
# related_resources:
#   - ref: https://docs.docker.com/engine/containers/resource_constraints/#--memory-swap-details
#     description: Memory and swap
#   - ref: https://docs.docker.com/reference/compose-file/services/#memswap_limit
#     description: Compose file reference
# custom:
#   severity: medium
#   confidence: high
#   category: resources
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Write `memswap_limit` at least as great as `mem_limit`; the same value means no swap.
#   cwe: [1188]
package policies.compose.memswap_below_mem

deny contains finding if {
	some service in input.services
	limits := service.facts.limits
	limits.memory_swap.value > 0
	why := _why(limits)
	finding := {
		"message": sprintf("service %s: memswap_limit %s, so the engine refuses to start it; write at least the value of `mem_limit`", [service.key, why]),
		"at": limits.memory_swap.at,
		"subject": service.at,
	}
}

_why(limits) := "stands without a limit of the memory" if limits.memory == null

_why(limits) := sprintf("is below the memory limit of %d bytes", [limits.memory.value]) if limits.memory_swap.value < limits.memory.value

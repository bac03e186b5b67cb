# METADATA
# title: Memory is limited but swap is not
# description: >-
#   Where only the memory is limited the container may use as much swap on top, with `memswap_limit: -1` all of it: the host
#   grinds to a halt instead of the container being stopped.
# related_resources:
#   - ref: https://docs.docker.com/engine/containers/resource_constraints/#--memory-swap-details
#     description: Memory and swap
#   - ref: https://docs.docker.com/reference/compose-file/services/#memswap_limit
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: high
#   category: resources
#   applies_to: service
#   applies_if: ["facts.limits.memory"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write `memswap_limit` with the same value as `mem_limit` to allow no swap.
#   cwe: [770]
package policies.compose.memswap_unbounded

import data.policies.lib

deny contains finding if {
	some service in input.services
	limits := service.facts.limits
	_unbounded(limits.memory_swap)
	finding := {
		"message": sprintf("service %s limits its memory but not its swap; write `memswap_limit` with the value of the memory limit", [service.key]),
		"at": lib.at(service, ["memswap_limit"]),
		"subject": service.at,
		"related": [{"at": limits.memory.at, "message": "the limit of the memory"}],
	}
}

_unbounded(swap) if swap == null

_unbounded(swap) if swap.value == -1

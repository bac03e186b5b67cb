# METADATA
# title: Container is among the last to be stopped for lack of memory
# description: >-
#   A very low `oom_score_adj` makes the kernel stop everything else first, the services of the host included.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#oom_score_adj
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: high
#   category: resources
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `oom_score_adj`, or write a value above -500.
#   cwe: [770]
#   params:
#     max:
#       default: -500
#       description: "Values up to this one are reported."
package policies.compose.oom_score_adj_low

import data.policies.lib

deny contains finding if {
	some service in input.services
	value := object.get(service, "oom_score_adj", 0)
	is_number(value)
	value <= data.params.compose.oom_score_adj_low.max
	finding := {
		"message": sprintf("service %s has `oom_score_adj: %d`, so that others are stopped first; remove it", [service.key, value]),
		"at": lib.at(service, ["oom_score_adj"]),
		"subject": service.at,
	}
}

# METADATA
# title: Limits differ much between staging and production
# description: >-
#   What was tried with a fraction of the memory, or with a multiple of it, was not tried: a limit that is too low
#   is seen first by users.
# related_resources:
#   - ref: https://docs.docker.com/engine/containers/resource_constraints/
#     description: "Docker: resource constraints"
#   - ref: https://12factor.net/dev-prod-parity
#     description: "The Twelve-Factor App: dev/prod parity"
# custom:
#   severity: low
#   confidence: medium
#   category: environments
#   applies_to: environments
#   applies_if: ["comparisons.from_role=staging"]
#   params:
#     factor:
#       default: 4
#       description: "Limits that differ by no more than this factor are alike."
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Let staging have limits of the same order as production.
#   cwe: [1188]
package policies.environments.env_resource_drift

deny contains finding if {
	some comparison in input.comparisons
	comparison.from_role == "staging"
	comparison.to_role == "production"
	some difference in comparison.differences
	difference.fact in {"memory", "cpus", "pids"}
	is_string(difference.from)
	is_string(difference.to)
	before := to_number(difference.from)
	after := to_number(difference.to)
	_far(before, after)
	finding := {
		"message": sprintf("service %s has another limit of %s in %s (%s) than in %s (%s); let them be of the same order", [difference.service, _words[difference.fact], comparison.to, difference.to, comparison.from, difference.from]),
		"at": difference.to_at,
		"subject": difference.subject,
		"related": [{"at": difference.from_at, "message": sprintf("the limit in %s", [comparison.from])}],
	}
}

_far(before, after) if after > before * data.params.environments.env_resource_drift.factor

_far(before, after) if before > after * data.params.environments.env_resource_drift.factor

_words := {"memory": "memory", "cpus": "processors", "pids": "processes"}

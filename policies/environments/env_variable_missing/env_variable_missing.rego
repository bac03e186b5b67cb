# METADATA
# title: Production lacks a variable that staging has
# description: >-
#   A service that is given a variable in staging and not in production falls back to its default there, or does
#   not start. It is seen first by users.
# related_resources:
#   - ref: https://12factor.net/dev-prod-parity
#     description: "The Twelve-Factor App: dev/prod parity"
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/
#     description: "Docker: environment variables in Compose"
# custom:
#   severity: medium
#   confidence: medium
#   category: environments
#   applies_to: environments
#   applies_if: ["comparisons.from_role=staging"]
#   params:
#     allow:
#       default: []
#       description: "Variables that only staging needs."
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Give the variable a value in production, or take it out of staging where nothing reads it.
#   cwe: [1188]
package policies.environments.env_variable_missing

deny contains finding if {
	some comparison in input.comparisons
	comparison.from_role == "staging"
	comparison.to_role == "production"
	some difference in comparison.differences
	difference.fact == "variable"
	is_null(difference.to)
	not difference.key in data.params.environments.env_variable_missing.allow
	not _for_looking(difference.key)
	finding := {
		"message": sprintf("service %s has no %s in %s, as it has in %s; set it", [difference.service, difference.key, comparison.to, comparison.from]),
		"at": difference.to_at,
		"subject": difference.subject,
		"related": [{"at": difference.from_at, "message": sprintf("set in %s", [comparison.from])}],
	}
}

# What makes a program talk more is not missed where it is not tried.
_for_looking(name) if regex.match("(^|_)(DEBUG|TRACE|PROFILER?|PROFILING|XDEBUG)(_|$)", upper(name))

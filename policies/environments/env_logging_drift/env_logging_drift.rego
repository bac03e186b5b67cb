# METADATA
# title: Staging and production keep their logs differently
# description: >-
#   Where logs go elsewhere, or are cut off at another size, what was seen to be logged in staging says nothing
#   of production: a driver that blocks, or that nobody collects from, is found out when the log is needed.
# related_resources:
#   - ref: https://12factor.net/dev-prod-parity
#     description: "The Twelve-Factor App: dev/prod parity"
#   - ref: https://docs.docker.com/engine/logging/configure/
#     description: "Docker: logging drivers"
# custom:
#   severity: low
#   confidence: medium
#   category: environments
#   applies_to: environments
#   applies_if: ["comparisons.from_role=staging"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write `logging` once, in the file that both have in common.
#   cwe: [778]
package policies.environments.env_logging_drift

deny contains finding if {
	some comparison in input.comparisons
	comparison.from_role == "staging"
	comparison.to_role == "production"
	some difference in comparison.differences
	difference.group == "logging"
	# What makes production weaker is told as that.
	difference.effect != "weaker"
	not _usual(difference)
	finding := {
		"message": sprintf("service %s has %s in %s, and %s in %s; keep logs alike", [difference.service, _shown(difference, difference.to), comparison.to, _shown(difference, difference.from), comparison.from]),
		"at": difference.to_at,
		"subject": difference.subject,
		"related": [{"at": difference.from_at, "message": sprintf("the log in %s", [comparison.from])}],
	}
}

# What hosts take where nothing is written, unless somebody has set another.
_usual(difference) if {
	difference.fact == "log-driver"
	{difference.from, difference.to} == {null, "json-file"}
}

_shown(difference, value) := sprintf("the log driver %s", [value]) if {
	difference.fact == "log-driver"
	is_string(value)
}

_shown(difference, value) := "the log driver of the host" if {
	difference.fact == "log-driver"
	is_null(value)
}

_shown(difference, value) := sprintf("a log of %s at most", [value]) if {
	difference.fact == "log-rotation"
	is_string(value)
}

_shown(difference, value) := "a log without a bound" if {
	difference.fact == "log-rotation"
	is_null(value)
}

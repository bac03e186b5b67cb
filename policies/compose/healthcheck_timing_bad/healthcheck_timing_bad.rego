# METADATA
# title: Healthcheck notices a failure late
# description: >-
#   A check that runs seldom, or may take longer than the time between two checks, tells of a broken service long after the
#   users.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#healthcheck
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: medium
#   category: health
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Write an `interval` of a minute or less, and a `timeout` below it.
#   params:
#     max_interval_minutes:
#       default: 5
#       description: Minutes between two checks at most.
package policies.compose.healthcheck_timing_bad

import data.policies.lib

deny contains finding if {
	some service in input.services
	check := service.facts.healthcheck
	check.state == "defined"
	is_number(check.interval_ns)
	minutes := data.params.compose.healthcheck_timing_bad.max_interval_minutes
	check.interval_ns > minutes * 60000000000
	finding := {
		"message": sprintf("service %s is checked every %s only; write at most `%dm`", [service.key, service.healthcheck.interval, minutes]),
		"at": lib.at(service, ["healthcheck", "interval"]),
		"subject": service.at,
	}
}

deny contains finding if {
	some service in input.services
	check := service.facts.healthcheck
	check.state == "defined"
	is_number(check.interval_ns)
	is_number(check.timeout_ns)
	check.timeout_ns > check.interval_ns
	finding := {
		"message": sprintf("service %s: a check that hangs takes %s, longer than the interval of %s; write a shorter `timeout`", [service.key, service.healthcheck.timeout, service.healthcheck.interval]),
		"at": lib.at(service, ["healthcheck", "timeout"]),
		"subject": service.at,
	}
}

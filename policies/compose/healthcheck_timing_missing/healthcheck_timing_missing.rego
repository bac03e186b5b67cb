# METADATA
# title: Healthcheck does not say how often and how long
# description: >-
#   By default a container is found unhealthy after three checks of up to thirty seconds each, thirty seconds apart. Whoever
#   reads the file does not see whether that was meant.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#healthcheck
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: high
#   category: health
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Write `interval`, `timeout` and `retries`.
package policies.compose.healthcheck_timing_missing

deny contains finding if {
	some service in input.services
	check := service.facts.healthcheck
	check.state == "defined"
	check.source == "compose"
	missing := [name |
		some name in ["interval", "timeout", "retries"]
		object.get(service, ["healthcheck", name], null) == null
	]
	count(missing) > 0
	finding := {
		"message": sprintf("service %s: the healthcheck does not say %s; write that", [service.key, concat(", ", missing)]),
		"at": check.at,
		"subject": service.at,
	}
}

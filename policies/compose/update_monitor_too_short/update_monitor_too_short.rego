# METADATA
# title: Update is watched for less time than the healthcheck needs to fail
# description: >-
#   A new container becomes unhealthy after its start period and all retries. What fails after `monitor` is not counted as a
#   failed update.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/
#     description: Compose deploy reference
# custom:
#   severity: low
#   confidence: high
#   category: update
#   applies_to: service
#   applies_if: ["deploy.update_config"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write a `monitor` longer than `start_period` plus `interval` times `retries`.
package policies.compose.update_monitor_too_short

import data.policies.lib
import data.policies.lib.deployment

deny contains finding if {
	some entry in deployment.updates
	check := entry.service.facts.healthcheck
	check.state == "defined"
	monitor := object.get(entry.config, "monitor", "5s")
	is_string(monitor)
	watched := deployment.nanoseconds(monitor)
	needed := _or(check.start_period_ns, 0) + (_or(check.interval_ns, 30000000000) * _or(check.retries, 3))
	watched < needed
	finding := {
		"message": sprintf("service %s: an update is watched for %s and the healthcheck needs %ds to fail; write a longer `monitor`", [entry.service.key, monitor, ceil(needed / 1000000000)]),
		"at": lib.at(entry.service, ["deploy", "update_config", "monitor"]),
		"subject": entry.service.at,
	}
}

_or(value, default_value) := default_value if is_null(value)

_or(value, _) := value if is_number(value)

# METADATA
# title: Service does not wait for the healthcheck of what it depends on
# description: >-
#   The dependency has a healthcheck, but the service starts as soon as the container exists, long before it answers.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#depends_on
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: high
#   category: dependencies
#   applies_to: service
#   applies_if: ["depends_on"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write `depends_on` in long form with `condition: service_healthy`.
package policies.compose.depends_on_no_condition

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	some name, dependency in typed.map(service, "depends_on")
	is_object(dependency)
	object.get(dependency, "condition", "service_started") == "service_started"
	target := input.services[name]
	target.facts.healthcheck.state == "defined"
	finding := {
		"message": sprintf("service %s starts without waiting for %s to be healthy; write `condition: service_healthy`", [service.key, name]),
		"at": lib.at(service, ["depends_on", name]),
		"subject": service.at,
		"related": [{"at": target.facts.healthcheck.at, "message": "its healthcheck"}],
	}
}

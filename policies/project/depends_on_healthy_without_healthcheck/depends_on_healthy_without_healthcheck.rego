# METADATA
# title: Service waits for the health of one without a healthcheck
# description: >-
#   Compose refuses to start the service: the dependency has no healthcheck, in the Compose file or in its image, so it
#   never becomes healthy.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#depends_on
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/compose-file/services/#healthcheck
#     description: Compose file reference
# custom:
#   severity: high
#   confidence: high
#   category: dependencies
#   applies_to: service
#   applies_if: ["depends_on"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Write a `healthcheck` in the dependency, or wait with `condition: service_started`.
package policies.project.depends_on_healthy_without_healthcheck

import data.policies.lib
import data.policies.lib.typed

# An image whose healthcheck the files do not tell most likely has one: without one the dependent service never starts.
deny contains finding if {
	some service in input.services
	some name, dependency in typed.map(service, "depends_on")
	is_object(dependency)
	object.get(dependency, "condition", "") == "service_healthy"
	object.get(dependency, "required", true) == true
	target := input.services[name]
	target.facts.healthcheck.state in {"missing", "disabled"}
	object.get(target, "provider", null) == null
	finding := {
		"message": sprintf("service %s waits until %s is healthy, which has no healthcheck; write one there", [service.key, name]),
		"at": lib.at(service, ["depends_on", name, "condition"]),
		"subject": service.at,
		"related": [{"at": target.at, "message": "has no healthcheck"}],
	}
}

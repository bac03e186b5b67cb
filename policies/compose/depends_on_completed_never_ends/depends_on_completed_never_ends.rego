# METADATA
# title: Service waits for the end of one that is always restarted
# description: >-
#   The dependency is started again each time it ends, so it is never seen as completed and the service may never start.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#depends_on
#     description: Compose file reference
# custom:
#   severity: medium
#   confidence: high
#   category: dependencies
#   applies_to: service
#   applies_if: ["depends_on"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Write `restart: "no"` or `restart: on-failure` in the service that is to end.
package policies.compose.depends_on_completed_never_ends

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	some name, dependency in typed.map(service, "depends_on")
	is_object(dependency)
	object.get(dependency, "condition", "") == "service_completed_successfully"
	target := input.services[name]
	target.facts.restart.policy in {"always", "unless-stopped"}
	finding := {
		"message": sprintf("service %s waits for %s to end, which has `restart: %s`; write `restart: \"no\"` there", [service.key, name, target.facts.restart.policy]),
		"at": lib.at(service, ["depends_on", name, "condition"]),
		"subject": service.at,
		"related": [{"at": target.facts.restart.at, "message": "started again whenever it ends"}],
	}
}

# METADATA
# title: Two restart policies disagree
# description: >-
#   `restart` counts outside of a swarm and `deploy.restart_policy` inside of it (and over `restart` in Compose). Which one a
#   reader takes for true decides whether the service comes back.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#restart
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/compose-file/deploy/#restart_policy
#     description: Compose deploy specification, restart policy
# custom:
#   severity: low
#   confidence: high
#   category: restart
#   applies_to: service
#   applies_if: ["deploy.restart_policy"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Keep one of the two.
#   cwe: [1188]
package policies.compose.restart_policy_conflict

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	restart := typed.text(service, "restart")
	condition := object.get(service, ["deploy", "restart_policy", "condition"], "any")
	is_object(object.get(service, ["deploy", "restart_policy"], null))
	expected := _condition[regex.replace(restart, ":.*$", "")]
	expected != condition
	finding := {
		"message": sprintf("service %s has `restart: %s` and a `deploy.restart_policy` with the condition %s; keep one of the two", [service.key, restart, condition]),
		"at": lib.at(service, ["restart"]),
		"subject": service.at,
		"related": [{"at": lib.at(service, ["deploy", "restart_policy"]), "message": "says otherwise"}],
	}
}

_condition := {"no": "none", "always": "any", "unless-stopped": "any", "on-failure": "on-failure"}

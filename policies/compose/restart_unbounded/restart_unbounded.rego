# METADATA
# title: Service is restarted without end
# description: >-
#   A service that fails at once is started again and again, burns processor time and fills the logs. The CIS Docker Benchmark
#   asks for at most five attempts; others hold that a production service should come back whatever happens.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#restart
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/containers/start-containers-automatically/
#     description: Start containers automatically
# custom:
#   severity: info
#   confidence: high
#   category: restart
#   applies_to: service
#   applies_if: ["restart", "deploy.restart_policy"]
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Write `restart: on-failure:5`, or `max_attempts: 5` below `deploy.restart_policy`.
#   cwe: [770]
#   aliases: ["kics:2fc99041-ddad-49d5-853f-e35e70a48391"]
#   params:
#     max:
#       default: 5
#       description: "Attempts that are allowed."
package policies.compose.restart_unbounded

import data.policies.lib

deny contains finding if {
	some service in input.services
	restart := service.facts.restart
	restart.policy in {"always", "on-failure", "unless-stopped"}
	_too_many(restart.max_attempts)
	finding := {
		"message": sprintf("service %s is restarted without end (`restart: %s`); write `restart: on-failure:%d`", [service.key, service.restart, data.params.compose.restart_unbounded.max]),
		"at": lib.at(service, ["restart"]),
		"subject": service.at,
	}
}

deny contains finding if {
	some service in input.services
	policy := object.get(service, ["deploy", "restart_policy"], null)
	is_object(policy)
	object.get(policy, "condition", "any") != "none"
	attempts := object.get(policy, "max_attempts", null)
	_too_many(attempts)
	finding := {
		"message": sprintf("service %s is restarted without end by `deploy.restart_policy`; write `max_attempts: %d`", [service.key, data.params.compose.restart_unbounded.max]),
		"at": lib.at(service, ["deploy", "restart_policy", "max_attempts"]),
		"subject": service.at,
	}
}

_too_many(attempts) if attempts == null

_too_many(attempts) if {
	is_number(attempts)
	attempts > data.params.compose.restart_unbounded.max
}

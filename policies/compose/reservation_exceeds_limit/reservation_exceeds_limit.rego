# METADATA
# title: More is reserved than the limit allows
# description: >-
#   The engine refuses to start a container whose reservation is greater than its limit, or the reservation can never be met.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/#resources
#     description: Compose deploy specification, resources
#   - ref: https://docs.docker.com/engine/containers/resource_constraints/
#     description: Resource constraints
# custom:
#   severity: medium
#   confidence: high
#   category: resources
#   applies_to: service
#   applies_if: ["mem_reservation", "deploy.resources.reservations.memory", "deploy.resources.reservations.cpus"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Lower the reservation below the limit, or raise the limit.
#   cwe: [1188]
package policies.compose.reservation_exceeds_limit

import data.policies.lib

deny contains finding if {
	some service in input.services
	limits := service.facts.limits
	limits.memory_reservation.value > limits.memory.value
	finding := {
		"message": sprintf("service %s reserves %d bytes of memory with a limit of %d; lower the reservation", [service.key, limits.memory_reservation.value, limits.memory.value]),
		"at": limits.memory_reservation.at,
		"subject": service.at,
		"related": [{"at": limits.memory.at, "message": "the limit"}],
	}
}

deny contains finding if {
	some service in input.services
	limit := service.facts.limits.cpus
	reserved := object.get(service, ["deploy", "resources", "reservations", "cpus"], 0)
	is_number(reserved)
	reserved > limit.value
	finding := {
		"message": sprintf("service %s reserves %v processors with a limit of %v; lower the reservation", [service.key, reserved, limit.value]),
		"at": lib.at(service, ["deploy", "resources", "reservations", "cpus"]),
		"subject": service.at,
		"related": [{"at": limit.at, "message": "the limit"}],
	}
}

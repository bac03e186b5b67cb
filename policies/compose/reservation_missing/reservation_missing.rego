# METADATA
# title: No resources are reserved
# description: >-
#   Without a reservation the service is the first to starve when the host runs short, and a scheduler may put it where there is
#   no room.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/#resources
#     description: Compose deploy specification, resources
# custom:
#   severity: info
#   confidence: high
#   category: resources
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Reserve what the service needs at rest: `deploy: {resources: {reservations: {memory: 128M, cpus: "0.25"}}}`.
#   cwe: [770]
package policies.compose.reservation_missing

import data.policies.lib
import data.policies.lib.service

deny contains finding if {
	some subject in service.containers
	subject.facts.limits.memory_reservation == null
	object.get(subject, ["deploy", "resources", "reservations", "memory"], null) == null
	object.get(subject, ["deploy", "resources", "reservations", "cpus"], null) == null
	finding := {
		"message": sprintf("service %s reserves neither memory nor processor time; write `deploy.resources.reservations`", [subject.key]),
		"at": lib.at(subject, ["deploy", "resources", "reservations"]),
		"subject": subject.at,
	}
}

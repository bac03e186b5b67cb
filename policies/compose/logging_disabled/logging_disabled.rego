# METADATA
# title: Output of the container is thrown away
# description: >-
#   With the driver none nothing the service prints is kept: no trace of an attack, nothing to find a fault with.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#logging
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/logging/configure/
#     description: Configure logging drivers
# custom:
#   severity: medium
#   confidence: high
#   category: logging
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Write `logging: {driver: local}`, which rotates by itself, and keep noisy output down in the program.
#   cwe: [778]
#   aliases: ["compose-lint:CL-0014"]
package policies.compose.logging_disabled

import data.policies.lib

deny contains finding if {
	some service in input.services
	driver := service.facts.logging.driver
	is_string(driver)
	lower(driver) == "none"
	finding := {
		"message": sprintf("service %s throws its output away; write `driver: local`", [service.key]),
		"at": lib.at(service, ["logging", "driver"]),
		"subject": service.at,
	}
}

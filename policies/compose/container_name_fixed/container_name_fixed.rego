# METADATA
# title: Name of the container is fixed
# description: >-
#   A fixed name keeps the service from being scaled and the project from being started twice on a host, for another environment
#   or branch.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#container_name
#     description: Compose file reference
# custom:
#   severity: info
#   confidence: high
#   category: hygiene
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Remove `container_name`; address the service by `docker compose exec SERVICE` and by its name in the network.
#   cwe: [1188]
package policies.compose.container_name_fixed

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	name := typed.text(service, "container_name")
	name != ""
	finding := {
		"message": sprintf("service %s has the fixed container name %s; remove `container_name`", [service.key, name]),
		"at": lib.at(service, ["container_name"]),
		"subject": service.at,
	}
}

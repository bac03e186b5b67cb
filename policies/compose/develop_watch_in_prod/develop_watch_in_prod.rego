# METADATA
# title: Development mode is part of a production model
# description: >-
#   `develop` lets `docker compose watch` replace files in running containers. The files are taken for production by the
#   environment they are loaded for, or by their names.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/develop/
#     description: Compose Develop Specification
# custom:
#   severity: low
#   confidence: high
#   category: hygiene
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Move `develop` to an override file for development.
package policies.compose.develop_watch_in_prod

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	input.deployment.role == "production"
	some service in input.services
	count(typed.list(typed.map(service, "develop"), "watch")) > 0
	finding := {
		"message": sprintf("service %s has `develop.watch` in a production model; move it to a file for development", [service.key]),
		"at": lib.at(service, ["develop", "watch"]),
		"subject": service.at,
	}
}

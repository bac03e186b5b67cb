# METADATA
# title: Healthcheck of a service is switched off
# description: >-
#   A service that is `disable: true` or tests `NONE` counts as running however broken it is. Checkers that look for the
#   word `healthcheck` are content.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#healthcheck
#     description: Compose file reference
# custom:
#   severity: medium
#   confidence: high
#   category: health
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write a test that asks the service itself, or remove the attribute so that the healthcheck of the image holds.
#   aliases: ["kics:698ed579-b239-4f8f-a388-baa4bcb13ef8"]
package policies.compose.healthcheck_disabled

import data.policies.lib
import data.policies.lib.healthcheck

deny contains finding if {
	some service in healthcheck.long_running
	check := service.facts.healthcheck
	check.state == "disabled"
	check.source == "compose"
	not check.overrides_image
	finding := {
		"message": sprintf("service %s has its healthcheck switched off; write a `test` that asks the service", [service.key]),
		"at": _place(service),
		"subject": service.at,
	}
}

_place(service) := lib.at(service, ["healthcheck", "disable"]) if object.get(service, ["healthcheck", "disable"], false) == true

_place(service) := lib.at(service, ["healthcheck", "test"]) if object.get(service, ["healthcheck", "disable"], false) != true

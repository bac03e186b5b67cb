# METADATA
# title: Compose file switches off the healthcheck of the image
# description: >-
#   The image brings a healthcheck, and the service removes it. Whoever reads the Dockerfile believes the service to be
#   watched. Where another service runs the same image with its healthcheck, the rule takes this one for a worker that does
#   not answer it.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#healthcheck
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/dockerfile/#healthcheck
#     description: Dockerfile reference
# custom:
#   severity: medium
#   confidence: medium
#   category: health
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `disable: true`, or write the test that fits this service.
package policies.project.healthcheck_disabled_by_compose

import data.policies.lib.healthcheck

deny contains finding if {
	some service in healthcheck.long_running
	check := service.facts.healthcheck
	check.state == "disabled"
	check.overrides_image
	not _worker(service)
	finding := {
		"message": sprintf("service %s switches off the healthcheck that its image has; remove that or write a test that fits", [service.key]),
		"at": check.at,
		"subject": service.at,
		"related": _instruction(service),
	}
}

_worker(service) if {
	is_string(service.facts.build)
	service.facts.build in _checked_builds
}

_worker(service) if {
	is_object(service.facts.image)
	service.facts.image.text in _checked_images
}

# What runs with a healthcheck in some service.
_checked_builds contains build if {
	some other in input.services
	other.facts.healthcheck.state == "defined"
	build := other.facts.build
}

_checked_images contains text if {
	some other in input.services
	other.facts.healthcheck.state == "defined"
	is_object(other.facts.image)
	text := other.facts.image.text
}

_instruction(service) := [{"at": place, "message": "the healthcheck of the image"} |
	is_string(service.facts.build)
	place := input.builds[service.facts.build].effect.healthcheck.at
	is_string(place)
]

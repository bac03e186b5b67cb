# METADATA
# title: Compose asks for another platform than the Dockerfile builds
# description: >-
#   With a constant `FROM --platform` the image is built for that platform, and the service then refuses it or
#   runs it under emulation.
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/invalid-base-image-platform/
#     description: BuildKit check InvalidBaseImagePlatform
# custom:
#   severity: low
#   confidence: high
#   category: images
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: Leave `--platform` out of the last FROM, so that the one the service asks for is built.
#   aliases:
#     - buildkit:InvalidBaseImagePlatform
package policies.project.platform_mismatch

import data.policies.lib
import data.policies.lib.stages

deny contains finding if {
	some service in input.services
	wanted := object.get(service, "platform", null)
	is_string(wanted)
	build := input.builds[service.facts.build]
	is_number(build.target_stage)
	some index in stages.chain(build, build.target_stage)
	stage := build.stages[index]
	built := stage.from.platform
	is_string(built)
	not contains(built, "$")
	_architecture(built) != _architecture(wanted)
	finding := {
		"message": sprintf("service %s asks for %s but its Dockerfile builds for %s; leave out `--platform` there", [service.key, wanted, built]),
		"at": lib.at(service, ["platform"]),
		"subject": service.at,
		"related": [{"at": stage.at, "message": "bound to its platform here"}],
	}
}

# `linux/amd64` → `amd64`.
_architecture(platform) := parts[count(parts) - 1] if {
	parts := split(regex.replace(lower(platform), "/v[0-9]+$", ""), "/")
}

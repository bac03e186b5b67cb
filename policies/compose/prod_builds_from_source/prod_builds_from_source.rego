# METADATA
# title: Production builds its image itself
# description: >-
#   What a host builds for itself was tried by nobody: base image, packages and sources are those of the day.
#   Nobody can tell afterwards what ran, and the build needs sources and secrets where users are served.
# related_resources:
#   - ref: https://12factor.net/dev-prod-parity
#     description: "The Twelve-Factor App: dev/prod parity"
#   - ref: https://docs.docker.com/compose/how-tos/production/
#     description: "Docker: Compose in production"
# custom:
#   severity: medium
#   confidence: high
#   category: environments
#   applies_to: service
#   applies_if: ["build"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Build once, where it is tested, push the image, and name it with its digest in production; `build: !reset
#     null` takes the build of a shared file out.
#   cwe: [1104]
package policies.compose.prod_builds_from_source

import data.policies.lib

deny contains finding if {
	input.deployment.role == "production"
	some service in input.services
	service.active
	is_object(object.get(service, "build", null))
	finding := {
		"message": sprintf("service %s is built in production%s; run an image that was built and tried before", [service.key, _unless(service)]),
		"at": lib.at(service, ["build"]),
		"subject": service.at,
		"outcome": _outcome(service),
	}
}

# A reference that is pulled first, where it is found: only who deploys knows whether it is.
_pulls(service) if {
	is_string(object.get(service, "image", null))
	object.get(service, "pull_policy", "missing") != "build"
}

_outcome(service) := "review" if _pulls(service)

_outcome(service) := "fail" if not _pulls(service)

_unless(service) := " where its image is not found" if _pulls(service)

_unless(service) := "" if not _pulls(service)

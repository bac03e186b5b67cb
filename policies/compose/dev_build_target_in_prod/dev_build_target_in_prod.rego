# METADATA
# title: A stage for development is built for production
# description: >-
#   A stage for development or tests has compilers, test data and debuggers in it, runs as root more often than
#   not, and starts a server that reloads code.
# related_resources:
#   - ref: https://docs.docker.com/build/building/multi-stage/
#     description: "Docker: multi-stage builds"
# custom:
#   severity: high
#   confidence: high
#   category: environments
#   applies_to: service
#   applies_if: ["build.target"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Name the stage for production as `target`, or none: the last stage is built then.
#   cwe: [489]
package policies.compose.dev_build_target_in_prod

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	input.deployment.role == "production"
	some service in input.services
	service.active
	target := typed.text(typed.map(service, "build"), "target")
	role := _role(lower(target))
	role in {"development", "test"}
	finding := {
		"message": sprintf("service %s builds the stage %s in production, which is for %s", [service.key, target, role]),
		"at": lib.at(service, ["build", "target"]),
		"subject": service.at,
	}
}

# What all its words say, so that `dev-proxy` is no stage for development, and `test-runner` none for tests.
_role(target) := role if {
	some role, words in data.known.environment_names.roles
	target in words
}

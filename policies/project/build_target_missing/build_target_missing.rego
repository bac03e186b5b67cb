# METADATA
# title: Service builds a stage that its Dockerfile does not have
# description: >-
#   The builder stops with "target stage could not be found", so the service cannot be built.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/build/
#     description: "Compose file reference: build"
#   - ref: https://docs.docker.com/build/building/multi-stage/
#     description: Multi-stage builds
# custom:
#   severity: high
#   confidence: high
#   category: build
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Name a stage of the Dockerfile in `build.target`, or remove it to build the last one.
#   cwe: [1068]
package policies.project.build_target_missing

import data.policies.lib
import data.policies.lib.service as services

deny contains finding if {
	some service in input.services
	build := input.builds[service.facts.build]
	is_string(build.target)
	build.target_stage == null
	not contains(build.target, "$")
	not lib.at(service, ["build", "target"]) in services.unset_at
	finding := {
		"message": sprintf("service %s builds stage %s, which %s does not have; %s", [service.key, build.target, build.dockerfile, _advice(build)]),
		"at": lib.at(service, ["build", "target"]),
		"subject": service.at,
		"related": [{"at": build.stages[0].at, "message": "the stages begin here"}],
	}
}

_advice(build) := sprintf("it has %s", [concat(", ", _names(build))]) if count(_names(build)) > 0

_advice(build) := "none of its stages has a name" if count(_names(build)) == 0

_names(build) := [stage.name | some stage in build.stages; is_string(stage.name)]

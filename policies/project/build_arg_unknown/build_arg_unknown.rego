# METADATA
# title: Build argument that the Dockerfile does not declare
# description: >-
#   No ARG of the Dockerfile has the name, so the value is dropped without an error: the image is not what the Compose
#   file says.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/build/
#     description: "Compose file reference: build"
#   - ref: https://docs.docker.com/reference/dockerfile/#arg
#     description: "Dockerfile reference: ARG"
# custom:
#   severity: low
#   confidence: high
#   category: build
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Correct the name, declare it with ARG in the stage that uses it, or remove it from `build.args`.
#   cwe: [1068]
package policies.project.build_arg_unknown

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	declaration := object.get(service, "build", null)
	is_object(declaration)
	build := input.builds[service.facts.build]
	declared := _declared(build)
	some name, _ in typed.map(declaration, "args")
	not name in declared
	not regex.match(_predefined, name)
	finding := {
		"message": sprintf("service %s gives build argument %s, which %s does not declare; correct the name or remove it", [service.key, name, build.dockerfile]),
		"at": lib.at(service, ["build", "args", name]),
		"mark": "key",
		"subject": service.at,
		"related": [{"at": build.stages[0].at, "message": "the Dockerfile without such an ARG"}],
	}
}

_declared(build) := {pair.key | some pair in build.global_args} | ({pair.key |
	some stage in build.stages
	some instruction in stage.instructions
	instruction.keyword == "ARG"
	some pair in instruction.pairs
} | {pair.key |
	some stage in build.stages
	some instruction in stage.instructions
	is_object(instruction.trigger)
	instruction.trigger.keyword == "ARG"
	some pair in instruction.trigger.pairs
})

# What the builder takes without ARG.
_predefined := "^((HTTP|HTTPS|FTP|NO|ALL)_PROXY|(http|https|ftp|no|all)_proxy|BUILDKIT_.+|SOURCE_DATE_EPOCH|(TARGET|BUILD)(PLATFORM|OS|ARCH|VARIANT))$"

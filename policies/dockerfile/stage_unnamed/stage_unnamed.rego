# METADATA
# title: A stage is referred to by its number
# description: >-
#   "`--from=0` means another stage as soon as somebody inserts one. A name survives."
# related_resources:
#   - ref: https://docs.docker.com/build/building/multi-stage/#name-your-build-stages
#     description: "Docker: name your build stages"
# custom:
#   severity: info
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Name the stage and use the name:
#       FROM golang:1.23 AS build
#       COPY --from=build /out/server /server
#   aliases:
#     - kics:68a51e22-ae5a-4d48-8e87-b01a323605c9
package policies.dockerfile.stage_unnamed

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"COPY", "RUN"})
	some from in _sources(entry.instruction)
	regex.match(`^[0-9]+$`, from)
	finding := {
		"message": sprintf("%s copies from stage number %s; name that stage and use its name", [stages.label(entry.stage), from]),
		"at": instructions.flag_at(entry.instruction, "from"),
	}
}

_sources(instruction) := [instruction.copied.from] if {
	is_string(instruction.copied.from)
}

_sources(instruction) := [from |
	some mount in instruction.mounts
	from := object.get(mount.options, "from", null)
	is_string(from)
] if {
	instruction.keyword == "RUN"
}

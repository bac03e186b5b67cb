# METADATA
# title: COPY --from names its own stage
# description: >-
#   A stage cannot copy from itself; the builder fails with a circular dependency (or takes an image of that name
#   from a registry).
# related_resources:
#   - ref: https://docs.docker.com/build/building/multi-stage/
#     description: "Docker: multi-stage builds"
# custom:
#   severity: high
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Name the stage that has the file:
#       COPY --from=build /app/server /server
#   aliases:
#     - hadolint:DL3023
#     - kics:cdddb86f-95f6-4fc4-b5a1-483d9afceb2b
#     - trivy:DS-0006
package policies.dockerfile.copy_from_self

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"COPY"})
	is_object(entry.instruction.copied)
	from := entry.instruction.copied.from
	is_string(from)
	_own(entry.stage, lower(from))
	finding := {
		"message": sprintf("%s copies from itself (`--from=%s`); name an earlier stage", [stages.label(entry.stage), from]),
		"at": instructions.flag_at(entry.instruction, "from"),
	}
}

_own(stage, name) if name == stage.name

_own(stage, name) if name == sprintf("%d", [stage.index])

# METADATA
# title: Stage has a reserved name
# description: >-
#   "`scratch` and `context` have a meaning of their own for the builder; a stage of that name cannot be referred
#   to reliably."
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/reserved-stage-name/
#     description: BuildKit check ReservedStageName
# custom:
#   severity: low
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Choose another name:
#       FROM scratch AS runtime
#   aliases:
#     - buildkit:ReservedStageName
#     - hadolint:DL3063
package policies.dockerfile.stage_name_reserved

deny contains finding if {
	some build in input.builds
	some stage in build.stages
	stage.name in {"scratch", "context"}
	finding := {
		"message": sprintf("the stage's name %s is reserved; choose another", [stage.from.alias]),
		"at": stage.at,
	}
}

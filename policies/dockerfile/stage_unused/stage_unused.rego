# METADATA
# title: Nothing needs this stage
# description: >-
#   The builder skips it, so it is either left over or a target that nobody names here.
# related_resources:
#   - ref: https://docs.docker.com/build/building/multi-stage/#stop-at-a-specific-build-stage
#     description: "Docker: stop at a specific build stage"
# custom:
#   severity: info
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: all
#   since: 0.1.0
#   remediation: Remove the stage, or build it with `target`.
#   aliases: []
package policies.dockerfile.stage_unused

import data.policies.lib.stages

deny contains finding if {
	some build in input.builds
	some stage in build.stages
	not [build.dockerfile, stage.index] in _used
	# What `docker build` makes without being told more.
	stage.index < count(build.stages) - 1
	finding := {
		"message": sprintf("%s is not needed by what is built; remove it unless it is built with `--target`", [stages.label(stage)]),
		"at": stage.at,
		"outcome": "review",
	}
}

# What some build of a Dockerfile uses.
_used contains each if {
	some build in input.builds
	some stage in build.stages
	stage.used == true
	each := [build.dockerfile, stage.index]
}

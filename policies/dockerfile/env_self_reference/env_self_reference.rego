# METADATA
# title: ENV refers to a variable of the same instruction
# description: >-
#   All pairs of one ENV are expanded with the values from before the instruction, so a reference to a neighbour
#   is empty or old.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#environment-replacement
#     description: Dockerfile reference, environment replacement
# custom:
#   severity: medium
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Use two instructions:
#       ENV APP_HOME=/opt/app
#       ENV PATH=${APP_HOME}/bin:${PATH}
#   aliases:
#     - hadolint:DL3044
package policies.dockerfile.env_self_reference

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"ENV"})
	some word in entry.instruction.undefined
	some name in instructions.own_names(entry.instruction, word)
	finding := {
		"message": sprintf("%s uses %s in the ENV that defines it, where it still has no value; define it in an ENV of its own before", [stages.label(entry.stage), name]),
		"at": word.at,
	}
}

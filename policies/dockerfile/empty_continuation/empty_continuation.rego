# METADATA
# title: An instruction continues over an empty line
# description: >-
#   Empty lines after a backslash are still accepted but deprecated; in a future version of the syntax the
#   instruction ends there.
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/no-empty-continuation/
#     description: BuildKit check NoEmptyContinuation
# custom:
#   severity: low
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: Remove the empty line, or put a comment on it.
#   aliases:
#     - buildkit:NoEmptyContinuation
package policies.dockerfile.empty_continuation

import data.policies.lib.stages

deny contains finding if {
	some build in input.builds
	some stage in build.stages
	some instruction in stage.instructions
	instruction.empty_continuation == true
	finding := {
		"message": sprintf("%s has %s that continues over an empty line; remove the empty line", [stages.label(stage), instruction.keyword]),
		"at": instruction.at,
	}
}

# METADATA
# title: More than one CMD in a stage
# description: >-
#   Only the last CMD of a stage counts; the others do nothing and mislead whoever reads them.
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/
#     description: BuildKit check MultipleInstructionsDisallowed
# custom:
#   severity: low
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: Keep the last CMD and remove the others.
#   aliases:
#     - buildkit:MultipleInstructionsDisallowed
#     - hadolint:DL4003
#     - kics:41c195f4-fc31-4a5c-8a1b-90605538d49f
#     - trivy:DS-0016
package policies.dockerfile.cmd_multiple

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in stages.all
	all := instructions.in_stage(entry.stage, "CMD")
	last := all[count(all) - 1]
	some instruction in all
	instruction.at != last.at
	finding := {
		"message": sprintf("%s has %d CMD instructions and only the last one counts; remove this one", [stages.label(entry.stage), count(all)]),
		"at": instruction.at,
		"related": [{"at": last.at, "message": "this one counts"}],
	}
}

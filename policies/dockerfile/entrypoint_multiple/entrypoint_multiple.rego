# METADATA
# title: More than one ENTRYPOINT in a stage
# description: >-
#   Only the last ENTRYPOINT of a stage counts; the others do nothing and mislead whoever reads them.
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
#   remediation: Keep the last ENTRYPOINT and remove the others.
#   aliases:
#     - buildkit:MultipleInstructionsDisallowed
#     - hadolint:DL4004
#     - kics:6938958b-3f1a-451c-909b-baeee14bdc97
#     - trivy:DS-0007
package policies.dockerfile.entrypoint_multiple

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in stages.all
	all := instructions.in_stage(entry.stage, "ENTRYPOINT")
	last := all[count(all) - 1]
	some instruction in all
	instruction.at != last.at
	finding := {
		"message": sprintf("%s has %d ENTRYPOINT instructions and only the last one counts; remove this one", [stages.label(entry.stage), count(all)]),
		"at": instruction.at,
		"related": [{"at": last.at, "message": "this one counts"}],
	}
}

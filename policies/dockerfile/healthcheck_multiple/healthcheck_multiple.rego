# METADATA
# title: More than one HEALTHCHECK in a stage
# description: >-
#   Only the last HEALTHCHECK of a stage counts; the others do nothing and mislead whoever reads them.
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/
#     description: BuildKit check MultipleInstructionsDisallowed
# custom:
#   severity: low
#   confidence: high
#   category: health
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: Keep the last HEALTHCHECK and remove the others.
#   aliases:
#     - buildkit:MultipleInstructionsDisallowed
#     - hadolint:DL3012
#     - trivy:DS-0023
package policies.dockerfile.healthcheck_multiple

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in stages.all
	all := instructions.in_stage(entry.stage, "HEALTHCHECK")
	last := all[count(all) - 1]
	some instruction in all
	instruction.at != last.at
	finding := {
		"message": sprintf("%s has %d HEALTHCHECK instructions and only the last one counts; remove this one", [stages.label(entry.stage), count(all)]),
		"at": instruction.at,
		"related": [{"at": last.at, "message": "this one counts"}],
	}
}

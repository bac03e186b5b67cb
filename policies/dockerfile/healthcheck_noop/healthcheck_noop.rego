# METADATA
# title: HEALTHCHECK of an image cannot fail
# description: >-
#   A check that ends in `|| true`, `exit 0` or `echo` succeeds whatever the process does, so a broken container counts as
#   healthy.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#healthcheck
#     description: Dockerfile reference
# custom:
#   severity: medium
#   confidence: high
#   category: health
#   applies_to: stage
#   applies_if: ["instructions.healthcheck.test", "instructions.trigger.healthcheck.test"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Let the check end with the status of the test: remove `|| true`, or write `|| exit 1`.
package policies.dockerfile.healthcheck_noop

import data.policies.lib.healthcheck
import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"HEALTHCHECK"})
	is_object(entry.instruction.healthcheck)
	test := entry.instruction.healthcheck.test
	is_object(test)
	healthcheck.never_fails(test)
	finding := {
		"message": sprintf("%s has a healthcheck that succeeds whatever happens; let it end with the status of the check, or `|| exit 1`", [stages.label(entry.stage)]),
		"at": entry.instruction.at,
		"subject": entry.stage.at,
	}
}

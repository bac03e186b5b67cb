# METADATA
# title: Image has HEALTHCHECK NONE
# description: >-
#   HEALTHCHECK NONE removes what the base image brings, and whoever runs the image is told nothing about its state.
#   Checkers that look for the keyword are content.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#healthcheck
#     description: Dockerfile reference
# custom:
#   severity: medium
#   confidence: high
#   category: health
#   applies_to: stage
#   applies_if: ["effect.healthcheck.source=dockerfile"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Replace HEALTHCHECK NONE by a check that asks the process.
package policies.dockerfile.healthcheck_disabled

import data.policies.lib.stages

deny contains finding if {
	some entry in stages.targets
	check := entry.stage.effect.healthcheck
	check.state == "disabled"
	finding := {
		"message": sprintf("%s switches the healthcheck off; write a check instead of NONE", [stages.label(entry.stage)]),
		"at": check.at,
		"subject": entry.stage.at,
	}
}

# METADATA
# title: Several files are copied to a destination without a trailing slash
# description: >-
#   With more than one source the destination must be a directory, and the builder only takes it for one when it
#   ends with a slash. Without it the build fails.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#destination-1
#     description: Dockerfile reference, COPY destination
# custom:
#   severity: medium
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     End the destination with a slash:
#       COPY package.json package-lock.json /app/
#   aliases:
#     - hadolint:DL3021
#     - kics:6db6e0c2-32a3-4a2e-93b5-72c35f4119db
#     - trivy:DS-0011
package policies.dockerfile.copy_multi_dest_no_slash

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"COPY", "ADD"})
	is_object(entry.instruction.copied)
	count(entry.instruction.copied.sources) > 1
	destination := entry.instruction.copied.destination
	is_object(destination)
	not regex.match(`[/\\]$|^\.{1,2}$|\$`, destination.text)
	destination.known
	finding := {
		"message": sprintf("%s copies %d sources to %s; write %s/", [stages.label(entry.stage), count(entry.instruction.copied.sources), destination.text, destination.text]),
		"at": destination.at,
	}
}

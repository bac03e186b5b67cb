# METADATA
# title: RUN has a very long line
# description: >-
#   A line that does not fit on a screen hides what it does: reviewers pass over its end, and a change of one word shows up
#   as a change of all of it.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#sort-multi-line-arguments
#     description: "Docker: multi-line arguments"
# custom:
#   severity: info
#   confidence: high
#   category: style
#   applies_to: stage
#   set: all
#   since: 0.1.0
#   remediation: |-
#     Break it, one step or one argument on a line:
#       RUN apt-get update && \
#           apt-get install -y --no-install-recommends \
#             ca-certificates \
#             curl
#   aliases: ["sonar:S7020"]
#   params:
#     max:
#       default: 120
#       description: The longest line in characters
package policies.dockerfile.run_too_long

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"RUN"})
	most := data.params.dockerfile.run_too_long.max
	entry.instruction.width > most

	# A single word, an address mostly, has no place to be broken at.
	count(split(entry.instruction.text, " ")) > 3
	finding := {
		"message": sprintf("%s has a RUN line of %d characters; break it so that none has more than %d", [stages.label(entry.stage), entry.instruction.width, most]),
		"at": entry.instruction.at,
	}
}

# METADATA
# title: Text behind `#` is part of the instruction
# description: >-
#   Only a whole line that begins with `#` is a comment. Behind an instruction the builder takes it as arguments, without a word: WORKDIR makes
#   a directory `/app # the app`, VOLUME adds `#` and each word, and no container starts as the user `root # for now`.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#format
#     description: Dockerfile reference, format
#   - ref: https://github.com/moby/buildkit/issues/4258
#     description: "BuildKit: comments behind instructions"
# custom:
#   severity: medium
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Write the comment above the instruction:
#       # packages need root
#       USER root
package policies.dockerfile.trailing_comment

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"ARG", "EXPOSE", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"})
	not entry.instruction.json
	regex.match(`\s#(\s|$)`, entry.instruction.text)
	keyword := entry.instruction.keyword
	finding := {
		"message": sprintf("%s has `#` behind %s, which takes what follows as its own; write the comment on a line above", [stages.label(entry.stage), keyword]),
		"at": entry.instruction.at,
		"severity": _severity(keyword),
	}
}

# No container starts as such a user.
_severity(keyword) := "high" if keyword == "USER"

_severity(keyword) := "medium" if keyword != "USER"

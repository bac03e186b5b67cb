# METADATA
# title: Packages are installed as a user who may not
# description: >-
#   After USER has switched away from root the package manager cannot write, and the build fails.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#user
#     description: Dockerfile reference, USER
# custom:
#   severity: low
#   confidence: high
#   category: users
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Install before the USER, or switch back for the step:
#       USER root
#       RUN apt-get update && apt-get install -y --no-install-recommends curl
#       USER app
#   aliases: []
package policies.dockerfile.user_before_privileged_run

import data.policies.lib.commands
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named(packages.os_managers)
	packages.installs(entry.command)
	count(entry.command.wrappers) == 0
	last := entry.stage.instructions[_user_before[entry.instruction.at]]
	word := last.args[0]
	word.known
	not regex.match(`^(root|0+|Container[A-Za-z]*)(:|$)`, word.text)
	finding := {
		"message": sprintf("%s installs packages as user %s, who may not; switch to root for this step", [stages.label(entry.stage), word.text]),
		"at": entry.command.at,
		"related": [{"at": last.at, "message": "switched here"}],
	}
}

# Which USER holds for an instruction. One letter for each instruction: how many USER stand before it is counted in a text at once, however
# long the stage is.
_user_before := {instruction.at: users[before - 1] |
	some build in input.builds
	some stage in build.stages
	users := sort(stages.positions[[stage.at, "USER"]])
	marks := concat("", [_letter(instruction) | some instruction in stage.instructions])
	some index, instruction in stage.instructions
	before := count(split(substring(marks, 0, index), "u")) - 1
}

_letter(instruction) := "u" if instruction.keyword == "USER"

_letter(instruction) := "-" if instruction.keyword != "USER"

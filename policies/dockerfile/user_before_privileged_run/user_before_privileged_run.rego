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
	position := [index | some index, each in entry.stage.instructions; each.at == entry.instruction.at]
	users := [each | some index, each in entry.stage.instructions; each.keyword == "USER"; index < position[0]]
	count(users) > 0
	last := users[count(users) - 1]
	word := last.args[0]
	word.known
	not regex.match(`^(root|0+|Container[A-Za-z]*)(:|$)`, word.text)
	not contains(word.text, "$")
	finding := {
		"message": sprintf("%s installs packages as user %s, who may not; switch to root for this step", [stages.label(entry.stage), word.text]),
		"at": entry.command.at,
		"related": [{"at": last.at, "message": "switched here"}],
	}
}

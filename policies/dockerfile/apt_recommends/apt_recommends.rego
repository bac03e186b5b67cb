# METADATA
# title: apt-get installs recommended packages
# description: >-
#   By default apt installs everything a package recommends, often hundreds of megabytes that nothing uses. What
#   is not in the image cannot be attacked and need not be patched.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#apt-get
#     description: "Docker: best practices, apt-get"
# custom:
#   severity: info
#   confidence: high
#   category: size
#   applies_to: stage
#   applies_if: ["instructions.commands.name=apt-get", "instructions.commands.name=apt", "instructions.trigger.keyword=RUN"]
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Install what you name and what it needs:
#       RUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates
#   aliases:
#     - hadolint:DL3015
#     - kics:7384dfb2-fcd1-4fbf-91cd-6c44c318c33c
#     - trivy:DS-0029
package policies.dockerfile.apt_recommends

import data.policies.lib.commands
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	shipped := stages.shipped
	some entry in commands.named({"apt-get", "apt"})
	entry.stage.at in shipped
	packages.action(entry.command) == "install"
	count(packages.installed(entry.command)) > 0
	not _declined(entry.command)
	not entry.stage.at in _configured
	finding := {
		"message": sprintf("%s installs recommended packages with `%s install`; add `--no-install-recommends`", [stages.label(entry.stage), entry.command.name]),
		"at": entry.command.at,
	}
}

_declined(command) if commands.has_any(command, {"--no-install-recommends", "--install-recommends"})

_declined(command) if {
	some word in command.words
	regex.match(`apt::install-recommends=.?(0|false|no)`, lower(word))
}

# Stages in which apt is told so for all that follows: worked out once, for there may be thousands of commands.
_configured contains at if {
	some build in input.builds
	some stage in build.stages
	some instruction in stage.instructions
	instruction.keyword == "RUN"
	regex.match(`install-recommends["' ]+(0|false|no)`, lower(instruction.text))
	at := stage.at
}

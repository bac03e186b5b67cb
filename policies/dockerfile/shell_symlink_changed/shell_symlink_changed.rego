# METADATA
# title: The shell is exchanged by a link
# description: >-
#   Replacing /bin/sh changes the shell of every package script and of the running container. SHELL says which
#   shell the build uses and leaves the system alone.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#shell
#     description: Dockerfile reference, SHELL
# custom:
#   severity: low
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Choose the shell for the instructions that follow:
#       SHELL ["/bin/bash", "-o", "pipefail", "-c"]
#   aliases:
#     - hadolint:DL4005
#     - kics:8a301064-c291-4b20-adcb-403fe7fd95fd
package policies.dockerfile.shell_symlink_changed

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named({"ln", "update-alternatives", "mv", "cp"})
	_changes(entry.command)
	finding := {
		"message": sprintf("%s replaces /bin/sh; use `SHELL` to choose the shell of the build", [stages.label(entry.stage)]),
		"at": entry.command.at,
	}
}

_changes(command) if {
	command.operands[count(command.operands) - 1] in _shells
}

_changes(command) if {
	command.name == "update-alternatives"
	some word in command.words
	word in _shells
}

_shells := {"/bin/sh", "/usr/bin/sh"}

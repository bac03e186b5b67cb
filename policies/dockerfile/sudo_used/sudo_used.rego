# METADATA
# title: sudo is used in a RUN instruction
# description: >-
#   RUN already has the rights of the USER in force, so sudo adds nothing but a setuid program that stays in the
#   image and lets the running container become root again. It also handles terminals and signals in ways that
#   surprise builds.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#user
#     description: "Docker: best practices, USER"
# custom:
#   severity: medium
#   confidence: high
#   category: users
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Switch the user instead, and switch back:
#       USER root
#       RUN apt-get update && apt-get install -y --no-install-recommends git
#       USER app
#   cwe: [250]
#   aliases:
#     - checkov:CKV2_DOCKER_1
#     - hadolint:DL3004
#     - kics:8ada6e80-0ade-439e-b176-0b28f6bce35a
#     - trivy:DS-0010
package policies.dockerfile.sudo_used

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.all
	_sudo(entry.command)
	finding := {
		"message": sprintf("%s runs `%s` with sudo; %s", [stages.label(entry.stage), _what(entry.command), _instead(entry)]),
		"at": entry.command.at,
	}
}

_sudo(command) if "sudo" in command.wrappers

_sudo(command) if command.name == "sudo"

_what(command) := command.name if command.name != "sudo"

_what(command) := concat(" ", command.words) if command.name == "sudo"

# `sudo -u app` gives rights up instead of taking them.
_instead(entry) := "use `USER` for the steps of another user" if _as_another(entry)

_instead(entry) := "use `USER root` for the steps that need it" if not _as_another(entry)

_as_another(entry) if {
	name := regex.replace(entry.command.name, "[^A-Za-z0-9_-]", ".")
	pattern := sprintf("sudo +(-[a-zA-Z]+ +)*(-u|--user)[ =]+[^ ;&|]+ +([^ ;&|]*/)?%s([ ;&|]|$)", [name])
	some call in regex.find_n(pattern, entry.instruction.text, -1)
	not regex.match("(-u|--user)[ =]+(root|0) ", call)
}

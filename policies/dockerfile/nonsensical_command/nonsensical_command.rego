# METADATA
# title: A command that makes no sense in a build
# description: >-
#   A build has no init system, no terminal and no processes to manage, so these commands do nothing that lasts.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/
#     description: "Docker: best practices"
# custom:
#   severity: info
#   confidence: medium
#   category: dockerfile
#   applies_to: stage
#   applies_if: ["instructions.keyword=RUN", "instructions.trigger.keyword=RUN"]
#   set: all
#   since: 0.1.0
#   remediation: Remove the command; start services with CMD or ENTRYPOINT.
#   aliases:
#     - hadolint:DL3001
#     - kics:9b6b0f38-92a2-41f9-b881-3a1083d99f1b
package policies.dockerfile.nonsensical_command

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named({
		"top", "htop", "ps", "free", "shutdown", "reboot", "service", "kill", "mount", "ifconfig", "vim", "vi", "nano", "ssh", "systemctl", "telinit",
	})
	not _sensible(entry)
	finding := {
		"message": sprintf("%s runs `%s`, which makes no sense in a build; remove it", [stages.label(entry.stage), entry.command.name]),
		"at": entry.command.at,
	}
}

# Enabling a unit changes files; ssh with a mounted agent reaches a repository; insecure builds may mount.
_sensible(entry) if {
	entry.command.name == "systemctl"
	object.get(entry.command, "subcommand", "") in {"enable", "disable", "mask", "unmask", "set-default", "preset"}
}

_sensible(entry) if {
	entry.command.name == "ssh"
	some mount in entry.instruction.mounts
	mount.kind == "ssh"
}

_sensible(entry) if {
	entry.command.name == "mount"
	some flag in entry.instruction.flags
	flag.name == "security"
}

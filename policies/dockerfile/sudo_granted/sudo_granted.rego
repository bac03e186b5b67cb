# METADATA
# title: The image lets its user become root with sudo
# description: >-
#   A USER without privileges protects nothing when it may run sudo without a password, or belongs to a group
#   (sudo, wheel, docker) that amounts to root.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#user
#     description: "Docker: best practices, USER"
# custom:
#   severity: high
#   confidence: high
#   category: users
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: Remove the sudo rule and the group, and do what needs root before the last USER.
#   cwe: [250,269]
#   aliases: []
package policies.dockerfile.sudo_granted

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	some [entry, text] in _rules
	not _single_programs(text)
	finding := {
		"message": sprintf("%s lets a user run sudo without a password; remove the rule", [stages.label(entry.stage)]),
		"at": entry.command.at,
	}
}

# Only programs that it names: as much as these can do.
deny contains finding if {
	some [entry, text] in _rules
	programs := _programs(text)
	_single_programs(text)
	finding := {
		"message": sprintf("%s lets a user run %s as root without a password; make sure that it can do nothing else", [stages.label(entry.stage), programs[0]]),
		"at": entry.command.at,
		"severity": "low",
	}
}

_rules := [[entry, text] |
	shipped := stages.shipped
	some entry in commands.named({"echo", "printf", "tee", "sed"})
	entry.stage.at in shipped
	text := concat(" ", array.concat(entry.command.words, entry.command.redirects))
	contains(text, "NOPASSWD")
]

_programs(text) := [trim_space(match[1]) | some match in regex.find_all_string_submatch_n(`NOPASSWD:\s*([^\\\n>]*)`, text, -1)]

_single_programs(text) if {
	count(_programs(text)) > 0
	every programs in _programs(text) {
		regex.match(`^/[^\s,]+(\s|$|,)`, programs)
		not regex.match(`(^|[\s,/])(ALL|sh|bash|dash|zsh|su|env|python[0-9.]*|perl|ruby|node|vi|vim|less|find|tee|cp|mv|chmod|chown|apt-get|apt|dpkg|docker)([\s,]|$)`, programs)
	}
}

deny contains finding if {
	shipped := stages.shipped
	some entry in commands.named({"usermod", "useradd", "adduser", "addgroup", "gpasswd"})
	entry.stage.at in shipped
	some group in _groups(entry.command)
	group in {"sudo", "wheel", "docker", "root", "admin", "shadow", "disk"}
	finding := {
		"message": sprintf("%s puts a user into the group %s, which amounts to root; leave it out", [stages.label(entry.stage), group]),
		"at": entry.command.at,
	}
}

_groups(command) := {group |
	some value in commands.values(command, {"-G", "--groups", "-aG"})
	some group in split(value, ",")
} if {
	command.name in {"usermod", "useradd"}
}

# gpasswd -a USER GROUP.
_groups(command) := {command.words[count(command.words) - 1]} if {
	command.name == "gpasswd"
	commands.word(command, {"-a", "--add"})
}

# adduser USER GROUP (and BusyBox's addgroup USER GROUP).
_groups(command) := {plain[1]} if {
	command.name in {"adduser", "addgroup"}
	plain := [word | some word in command.words; not startswith(word, "-")]
	count(command.words) == 2
}

# METADATA
# title: USER names somebody whom the image does not know
# description: >-
#   A name is looked up in the image's `/etc/passwd` when the container starts. Nothing here makes this user and the base image
#   does not bring it, so that the container does not start; a slip in the name is found in production.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#user
#     description: "Dockerfile reference: USER"
# custom:
#   severity: medium
#   confidence: medium
#   category: users
#   applies_to: stage
#   applies_if: ["instructions.keyword=USER"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Make the user first, or name its number, which needs no entry:
#       RUN useradd --system --uid 10001 --no-create-home app
#       USER 10001:10001
#   aliases: []
package policies.dockerfile.user_undefined

import data.policies.lib.image
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	some entry in stages.targets
	user := entry.stage.effect.user
	user.source == "dockerfile"
	is_string(user.text)
	name := split(user.text, ":")[0]
	regex.match(`^[A-Za-z_][A-Za-z0-9_.-]*$`, name)
	brought := _brought(entry.stage.effect)
	not name in brought
	not _may_be_made(entry, name)
	finding := {
		"message": sprintf("%s ends as user %s, whom neither it nor %s makes; add `RUN useradd` (or `adduser`), or write a number", [stages.label(entry.stage), name, _base(entry.stage.effect)]),
		"at": user.at,
		"subject": entry.stage.at,
	}
}

# The users of a base whose users are known; undefined for others.
_brought(effect) := set() if effect.base_kind == "scratch"

_brought(effect) := {user | some user in array.concat(data.known.image_users.common, known.users)} if {
	is_object(effect.base)
	effect.base.known
	known := image.fact(data.known.image_users.images, effect.base)
}

_base(effect) := "scratch" if effect.base_kind == "scratch"

_base(effect) := effect.base.text if is_object(effect.base)

_instructions(entry) := [instruction |
	some index in stages.chain(entry.build, entry.stage.index)
	some instruction in entry.build.stages[index].instructions
]

# It writes to the list of users, by whatever means.
_may_be_made(entry, _) if {
	some instruction in _instructions(entry)
	instruction.keyword in {"RUN", "COPY", "ADD"}
	contains(instruction.text, "passwd")
}

# A tree is copied that may hold the list.
_may_be_made(entry, _) if {
	some instruction in _instructions(entry)
	is_object(instruction.copied)
	_holds_etc(instruction.copied)
}

_may_be_made(entry, name) if {
	some instruction in _instructions(entry)
	instruction.keyword == "RUN"
	some command in instruction.commands
	_makes(command, name)
}

_holds_etc(copied) if object.get(copied, "destination_path", null) in {null, "/", "/etc"}

_makers := {
	"useradd", "adduser", "usermod", "newusers", "vipw", "systemd-sysusers", "pwconv", "homectl", "luseradd", "fixuid",
	"dpkg", "rpm", "ansible-playbook", "ansible", "puppet", "chef-client", "make", "eval", "source", ".",
}

_makes(command, _) if command.name in _makers

# The program is not known, or is one of several in one file.
_makes(command, _) if contains(command.name, "$")

_makes(command, _) if {
	command.name in {"busybox", "chroot", "unshare"}
	count(command.words) > 0
}

# A script, whose text is not at hand.
_makes(command, _) if regex.match(`\.(sh|bash|py|pl|rb)$`, command.name)

_makes(command, _) if {
	regex.match(`^(ba|da|a|z|k)?sh$|^(python|perl|ruby|node)[0-9.]*$`, command.name)
	some word in command.words
	not startswith(word, "-")
}

# A shell that reads from a pipe.
_makes(command, _) if {
	regex.match(`^(ba|da|a|z|k)?sh$`, command.name)
	command.operator == "|"
}

# A package makes a user of its own name.
_makes(command, name) if {
	packages.family(command) in {"apt", "apk", "dnf", "zypper"}
	some word in packages.installed(command)
	_owns(word, name)
}

_owns(word, _) if not word.known

_owns(word, _) if regex.match(`[/*$]|\.(deb|rpm|apk)$`, word.text)

_owns(word, name) if contains(packages.name(word), lower(name))

_owns(word, name) if {
	stem := regex.replace(packages.name(word), `[-0-9.].*$`, "")
	count(stem) > 2
	contains(lower(name), stem)
}

_owns(word, name) if {
	some stem, users in data.known.image_users.packages
	startswith(packages.name(word), stem)
	name in users
}

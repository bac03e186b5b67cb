# METADATA
# title: Image has no USER, so its processes run as root
# description: >-
#   Without a USER instruction in the built stage or in what it builds on, every process of the container is uid
#   0. Whoever breaks into the process is root in the container, and root on the host as soon as a mount, a
#   capability or a kernel flaw lets them out.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#user
#     description: "Docker: best practices, USER"
#   - ref: https://docs.docker.com/reference/dockerfile/#user
#     description: Dockerfile reference, USER
# custom:
#   severity: high
#   confidence: high
#   category: users
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Create a user and switch to it at the end of the stage that is built:
#       RUN useradd --system --uid 10001 --no-create-home app
#       USER 10001:10001
#   cwe: [250]
#   aliases:
#     - checkov:CKV_DOCKER_3
#     - kics:fd54f200-402c-4333-a5a4-36ef6709af2f
#     - trivy:DS-0002
package policies.dockerfile.dockerfile_no_user

import data.policies.lib.image
import data.policies.lib.purpose
import data.policies.lib.stages

# Nothing in the chain sets a user, and what is below it is known to run as root.
deny contains finding if {
	some entry in _without_user
	_root(entry.stage)
	not _drops_root(entry)
	not _starter(entry.stage.effect)
	finding := {
		"message": sprintf("%s sets no USER and %s runs as root; end it with `USER <uid>`", [stages.label(entry.stage), _base(entry.stage)]),
		"at": entry.stage.from.at,
		"mark": "value",
		"subject": entry.stage.at,
		"severity": purpose.severity(entry.build.dockerfile, "high"),
	}
}

# The base image is not known: it most likely runs as root, but the files do not say.
deny contains finding if {
	some entry in _without_user
	not _root(entry.stage)
	finding := {
		"message": sprintf("%s sets no USER; whether %s runs as root is not known, so set `USER <uid>`", [stages.label(entry.stage), _base(entry.stage)]),
		"at": entry.stage.from.at,
		"mark": "value",
		"subject": entry.stage.at,
		"severity": purpose.severity(entry.build.dockerfile, "high"),
		"outcome": "review",
	}
}

# The image has a tool that drops privileges, so its entrypoint may do what USER would.
deny contains finding if {
	some entry in _without_user
	_root(entry.stage)
	_drops_root(entry)
	finding := {
		"message": sprintf("%s sets no USER; make sure that its entrypoint drops root before it starts the program", [stages.label(entry.stage)]),
		"at": entry.stage.from.at,
		"mark": "value",
		"subject": entry.stage.at,
		"severity": purpose.severity(entry.build.dockerfile, "high"),
		"outcome": "review",
	}
}

# What starts other programs, each as its own user, has to be root to do so.
deny contains finding if {
	some entry in _without_user
	_root(entry.stage)
	not _drops_root(entry)
	program := _starter(entry.stage.effect)
	finding := {
		"message": sprintf("%s runs %s as root, which it needs; make sure that what it starts runs as another user", [stages.label(entry.stage), program]),
		"at": entry.stage.from.at,
		"mark": "value",
		"subject": entry.stage.at,
		"severity": purpose.severity(entry.build.dockerfile, "high"),
		"outcome": "review",
	}
}

_starter(effect) := [command.name |
	some argv in [effect.entrypoint, effect.command]
	is_object(argv)
	some command in argv.commands
	regex.match(`^(crond?|supervisord?|s6-svscan|runsvdir|systemd|sshd|dockerd|containerd|keepalived)$`, command.name)
][0]

_without_user := [entry |
	some entry in stages.targets
	_unset(entry.stage.effect.user)
	object.get(entry.stage.effect.user, "root", null) != false
	not _changed_by_services(entry.build)
	not _starts_nothing(entry)
	not stages.judged_by_service(entry.build)
	not _windows(entry)
]

# Files to hand on, from an image that has no program to start: `FROM scratch AS export`.
_starts_nothing(entry) if {
	entry.stage.effect.base_kind == "scratch"
	count(entry.build.services) == 0
	not is_object(object.get(entry.stage.effect, "command", null))
	not is_object(object.get(entry.stage.effect, "entrypoint", null))
}

_unset(user) if user.source != "dockerfile"

# Nothing sets it, but the stage starts from scratch.
_unset(user) if user.text == null

_root(stage) if stage.effect.user.root == true

# Every service that builds it runs it as somebody else.
_changed_by_services(build) if {
	count(build.services) > 0
	others := [name |
		some name in build.services
		input.services[name].facts.user.root == false
	]
	count(others) == count(build.services)
}

# `setuidgid` stands for `s6-setuidgid` too.
_drop_tools := {"gosu", "su-exec", "setpriv", "runuser", "chpst", "setuidgid"}

_drops_root(entry) if {
	some index in stages.chain(entry.build, entry.stage.index)
	some instruction in entry.build.stages[index].instructions
	instruction.keyword in {"RUN", "CMD", "ENTRYPOINT", "COPY"}
	some text in array.concat([instruction.text], [word | some command in instruction.commands; some word in command.words])
	some tool in _drop_tools
	contains(text, tool)
}

# A well-known base whose entrypoint gives root up.
_drops_root(entry) if {
	base := entry.stage.effect.base
	is_object(base)
	image.gives_root_up(base)
}

_base(stage) := "scratch" if stage.effect.base_kind == "scratch"

_base(stage) := stage.effect.base.text if is_object(stage.effect.base)

_base(stage) := "its base image" if {
	stage.effect.base_kind != "scratch"
	not is_object(stage.effect.base)
}

# Windows has other users, and no uid.
_windows(entry) if {
	base := entry.stage.effect.base
	is_object(base)
	regex.match(`(^|/)(windows|windows/.*|dotnet/framework/.*|windowsservercore.*|nanoserver.*)$`, base.repository)
}

_windows(entry) if {
	base := entry.stage.effect.base
	is_object(base)
	is_string(base.tag)
	regex.match(`(windowsservercore|nanoserver)`, base.tag)
}

# Only files for Windows give the backslash its meaning back, and only there these are shells.
_windows(entry) if object.get(entry.build.directives, "escape", "") == "`"

_windows(entry) if regex.match(`(?i)^(powershell|cmd)([.]exe)?$`, entry.stage.effect.shell.value[0])

# METADATA
# title: Healthchecks
# description: What a healthcheck tests, and which services are expected to have one.
# custom:
#   library: true
package policies.lib.healthcheck

# Services that keep running: no job that others wait for to end, no tool that is started by hand, and not what a provider runs.
long_running contains service if {
	some service in data.policies.lib.service.containers
	service.active
	not job(service)
}

# A service that ends: others wait for it to complete, or it says so by its restart policy.
job(service) if service.key in data.policies.lib.service.awaited

job(service) if service.facts.restart.policy == "no"

# Tests that Compose files write themselves: [{service, test}].
written := [entry |
	some service in input.services
	check := service.facts.healthcheck
	check.state == "defined"
	check.source == "compose"
	is_object(check.test)
	entry := {"service": service, "test": check.test}
]

# The test succeeds whatever the container does.
never_fails(test) if {
	not _branches(test)
	not _leaves(test)
	command := _last(test)
	object.get(command, "operator", null) != "&&"
	_succeeds(command)
}

# `if`, `case` and loops: which command comes last is not for a list of commands to say.
_branches(test) if regex.match(`(^|[\s;&|({])(if|case|while|until|for)\s`, concat(" ", test.words))

# It leaves early with an error.
_leaves(test) if {
	some command in test.commands
	command.name in {"exit", "return", "kill"}
	not _zero(command)
}

_leaves(test) if {
	some command in test.commands
	command.name == "set"
}

# The command whose status is the test's: the last that is in no substitution, or in the text of a shell.
_last(test) := commands[count(commands) - 1] if {
	depths := {command.depth |
		some command in test.commands
		not command.name in _shells
	}
	commands := [command |
		some command in test.commands
		command.depth == min(depths)
		not command.name in _shells
	]
	count(commands) > 0
}

_shells := {"sh", "bash", "ash", "dash", "zsh"}

_succeeds(command) if {
	command.name in {"true", "echo", ":", "printf"}
	command.redirects == _harmless(command)
}

_succeeds(command) if {
	command.name == "exit"
	_zero(command)
}

# What goes to /dev/null or another stream cannot fail.
_harmless(command) := [redirect |
	some redirect in command.redirects
	regex.match(`/dev/(null|stdout|stderr)$|&[0-9-]$`, redirect)
]

_zero(command) if command.words == ["0"]

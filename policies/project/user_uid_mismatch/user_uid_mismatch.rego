# METADATA
# title: Service runs as another user than the one its image was made for
# description: >-
#   The Dockerfile makes a user and gives it the files, the service runs as another number: the process cannot write
#   where it should, or shares its number with a stranger on the host.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#user
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/dockerfile/#user
#     description: "Dockerfile reference: USER"
# custom:
#   severity: medium
#   confidence: high
#   category: users
#   applies_to: service
#   applies_if: ["user"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Use one number in both places, or make the image fit for any user (`chmod g=u`, group 0). Where the number must
#     follow the host, pass it as a build argument.
#   cwe: [732]
package policies.project.user_uid_mismatch

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	some service in input.services
	is_number(service.facts.user.uid)
	service.facts.user.root == false
	build := input.builds[service.facts.build]
	is_object(build.effect)
	user := build.effect.user
	user.source == "dockerfile"
	user.root == false
	uid := _uid(build, user)
	uid != service.facts.user.uid
	_owns_files(build)
	finding := {
		"message": sprintf("service %s runs as uid %d, but %s gives its files to uid %d; use one number", [service.key, service.facts.user.uid, build.dockerfile, uid]),
		"at": service.facts.user.at,
		"subject": service.at,
		"related": [{"at": user.at, "message": "the user of the image"}],
	}
}

_uid(_, user) := user.uid if is_number(user.uid)

# The number that `useradd -u 1001 app` gives to `app`; the last counts.
_uid(build, user) := numbers[count(numbers) - 1] if {
	not is_number(user.uid)
	is_string(user.text)
	name := regex.replace(user.text, ":.*$", "")
	numbers := [number |
		some command in _commands(build)
		command.name in {"useradd", "adduser", "usermod"}
		name in command.words
		some index, word in command.words
		number := _number(command.words, index, word)
	]
}

_number(words, index, word) := to_number(words[index + 1]) if {
	word in {"-u", "--uid"}
	regex.match("^[0-9]+$", words[index + 1])
}

_number(_, _, word) := to_number(trim_prefix(word, "--uid=")) if regex.match("^--uid=[0-9]+$", word)

_owns_files(build) if {
	some command in _commands(build)
	command.name == "chown"
	is_string(command.subcommand)
	not _keeps(command.subcommand)
}

_owns_files(build) if {
	some command in _commands(build)
	command.name == "install"
	_sets_owner(command)
}

_owns_files(build) if {
	some instruction in _instructions(build)
	is_object(instruction.copied)
	is_string(instruction.copied.chown)
	not _keeps(instruction.copied.chown)
}

# The owner stays root: `root:root`, or a group alone.
_keeps(owner) if regex.match("^(0|root)?([:.]|$)", owner)

_sets_owner(command) if commands.has_short(command, "o", "gmotSZ")

_sets_owner(command) if commands.has(command, "--owner")

_commands(build) := [command | some instruction in _instructions(build); some command in instruction.commands]

_instructions(build) := [instruction |
	is_number(build.target_stage)
	some index in stages.chain(build, build.target_stage)
	some instruction in build.stages[index].instructions
]

# METADATA
# title: Commands
# description: The simple commands of RUN instructions and their options.
# custom:
#   library: true
package policies.lib.commands

import data.policies.lib.instructions
import data.policies.lib.stages

# Commands of RUN (also behind ONBUILD) with one of these names: [{build, stage, instruction, command, index}].
named(names) := [ran[index] |
	some name in names
	some index in _places[name]
]

# All commands of RUN, also behind ONBUILD; `index` is the command's place in its instruction.
ran := [entry |
	some place in instructions.of({"RUN"})
	some index, command in place.instruction.commands
	entry := {"build": place.build, "stage": place.stage, "instruction": place.instruction, "command": command, "index": index}
]

_places[name] contains index if {
	some index, entry in ran
	name := entry.command.name
}

# All commands of RUN.
all := [entry |
	some place in stages.all
	some instruction in place.stage.instructions
	instruction.keyword == "RUN"
	some command in instruction.commands
	entry := {"build": place.build, "stage": place.stage, "instruction": instruction, "command": command}
]

# A long option, with or without a value: `--yes`, `--quiet=2`.
has(command, option) if option in command.flags

has(command, option) if {
	prefix := concat("", [option, "="])
	some flag in command.flags
	startswith(flag, prefix)
}

# One of several long options.
has_any(command, options) if {
	some option in options
	has(command, option)
}

# A short option, alone or in a cluster (`-y`, `-qy`); `with_value` are the letters after which the rest is a value.
has_short(command, letter, with_value) if {
	some flag in command.flags
	letter in _letters(flag, with_value)
}

# The letters of a cluster up to one that takes the rest as its value.
_letters(flag, with_value) := letters if {
	regex.match(`^-[A-Za-z0-9]`, flag)
	letters := split(regex.replace(substring(flag, 1, -1), sprintf("^([^%s]*[%s]?).*$", [with_value, with_value]), "$1"), "")
	with_value != ""
}

_letters(flag, "") := split(substring(flag, 1, -1), "") if regex.match(`^-[A-Za-z0-9]`, flag)

# The word of an option, so that it can be marked: the first argument that is it or begins with it and `=`.
word(command, options) := found[0] if {
	found := [argument |
		some argument in command.args
		some option in options
		_is(argument.text, option)
	]
	count(found) > 0
}

_is(text, option) if text == option

_is(text, option) if startswith(text, concat("", [option, "="]))

# The value of an option: after `=` or the next word.
values(command, options) := array.concat(
	[value |
		some argument in command.args
		some option in options
		prefix := concat("", [option, "="])
		startswith(argument.text, prefix)
		value := substring(argument.text, count(prefix), -1)
	],
	[value |
		some index, argument in command.args
		argument.text in options
		value := command.args[index + 1].text
	],
)

# What runs after it in the same instruction. A RUN may have thousands of commands: a rule that asks for each of them compares places
# (`entry.index`) with the last one of what it looks for.
later(instruction, command) := [other |
	after := [index | some index, each in instruction.commands; each.at == command.at]
	some index, other in instruction.commands
	index > after[0]
]

# The programs that read what this command writes: later commands of the same pipeline.
readers(instruction, command) := [ran[place].command |
	some place in _reading[[instruction.at, command.pipeline]]
	place > min(_standing[command.at])
]

_reading[pipeline] contains place if {
	some place, entry in ran
	entry.command.operator == "|"
	pipeline := [entry.instruction.at, entry.command.pipeline]
}

_standing[at] contains place if {
	some place, entry in ran
	at := entry.command.at
}

# Arguments that are http(s), ftp or ftps addresses.
urls(command) := [argument |
	some argument in command.args
	regex.match(`^(https?|ftps?)://`, lower(argument.text))
]

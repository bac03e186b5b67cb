# METADATA
# title: Files are made writable for everybody
# description: >-
#   Any process in the container, also one that was taken over, may then change the program, its settings or its
#   libraries.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
#     description: Dockerfile reference, COPY --chmod
# custom:
#   severity: medium
#   confidence: high
#   category: users
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Give the files to the user that needs them, and write for the owner only:
#       COPY --chown=10001:10001 --chmod=755 app /app
#   cwe: [732]
#   aliases: []
package policies.dockerfile.chmod_world_writable

import data.policies.lib.commands
import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	shipped := stages.shipped
	some entry in commands.named({"chmod"})
	entry.stage.at in shipped
	mode := [word | some word in entry.command.args; not startswith(word.text, "-")][0]
	_writable(mode.text)
	not _temporary(entry.command)
	not _scratch(entry.command)
	not _volume(entry)
	finding := {
		"message": sprintf("%s makes files writable for everybody with `chmod %s`; write for the owner or a group only", [stages.label(entry.stage), mode.text]),
		"at": mode.at,
	}
}

deny contains finding if {
	shipped := stages.shipped
	some entry in commands.named({"mkdir", "install"})
	entry.stage.at in shipped
	some mode in commands.values(entry.command, {"-m", "--mode"})
	_writable(mode)
	finding := {
		"message": sprintf("%s makes files writable for everybody with mode %s; write for the owner or a group only", [stages.label(entry.stage), mode]),
		"at": entry.command.at,
	}
}

deny contains finding if {
	shipped := stages.shipped
	some entry in instructions.of({"COPY", "ADD"})
	entry.stage.at in shipped
	is_object(entry.instruction.copied)
	mode := entry.instruction.copied.chmod
	is_string(mode)
	_writable(mode)
	finding := {
		"message": sprintf("%s copies files as writable for everybody (--chmod=%s); write for the owner or a group only", [stages.label(entry.stage), mode]),
		"at": instructions.flag_at(entry.instruction, "chmod"),
	}
}

# The last digit has the write bit, and no sticky bit in front; o+w, a+rwx, +w for all.
_writable(mode) if regex.match(`^0?[0246]?[0-7]{2}[2367]$`, mode)

_writable(mode) if regex.match(`(^|,)[ug]*[oa][ugoa]*[+=][rxXst]*w`, mode)

# A directory that a variable names as temporary.
_scratch(command) if {
	some word in command.args
	regex.match(`(?i)\$\{?[a-z_]*(tmp|temp)`, word.raw)
}

# Scratch space and devices are meant for everybody.
_temporary(command) if {
	some word in command.words
	regex.match(`^/(var/)?tmp(/[^/]*)?$|^/dev/|^/(var/)?run/`, word)
}

# What is a volume gets its mode from whoever fills it; images that run as any user prepare it like that.
_volume(entry) if {
	some instruction in entry.stage.instructions
	instruction.keyword == "VOLUME"
	some volume in instruction.args
	some word in entry.command.args
	_path(entry.stage, word) == volume.text
}

# A word as it is, or the value of the variable it is: `"$PGDATA"`.
_path(_, word) := word.text if startswith(word.text, "/")

_path(stage, word) := values[count(values) - 1] if {
	regex.match(`^"?[$][{]?[A-Za-z_][A-Za-z0-9_]*[}]?"?$`, word.raw)
	values := [pair.value |
		some instruction in stage.instructions
		instruction.keyword in {"ENV", "ARG"}
		some pair in instruction.pairs
		pair.key == trim(word.raw, "\"${}")
	]
}

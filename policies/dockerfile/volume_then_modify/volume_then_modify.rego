# METADATA
# title: Files below a VOLUME are changed after it
# description: >-
#   The legacy builder discards what later instructions write below a volume; BuildKit keeps it, so the same file
#   gives two images.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#notes-about-specifying-volumes
#     description: Dockerfile reference, notes about volumes
# custom:
#   severity: low
#   confidence: medium
#   category: dockerfile
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: Put VOLUME after the instructions that fill the directory.
#   aliases: []
package policies.dockerfile.volume_then_modify

import data.policies.lib.stages

deny contains finding if {
	some entry in stages.all
	stages.positions[[entry.stage.at, "VOLUME"]]
	some later, instruction in entry.stage.instructions
	some directory in {around | some written in _written(instruction); some around in _around(written)}
	declared := _first[[entry.stage.at, directory]]
	later > declared[0]
	path := entry.stage.instructions[declared[0]].args[declared[1]]
	finding := {
		"message": sprintf("%s changes %s after declaring it as a volume; move VOLUME to the end", [stages.label(entry.stage), path.text]),
		"at": instruction.at,
		"related": [{"at": path.at, "message": "declared here"}],
	}
}

# Where a stage declares each volume first: position of the instruction and of the argument.
_first := {key: min(places) | some key, places in _declared}

_declared[place] contains [index, argument] if {
	some build in input.builds
	some stage in build.stages
	some index in stages.positions[[stage.at, "VOLUME"]]
	some argument, path in stage.instructions[index].args
	startswith(path.text, "/")
	place := [stage.at, trim_suffix(path.text, "/")]
}

# Paths that an instruction writes to.
_written(instruction) := {instruction.copied.destination_path} if {
	is_object(instruction.copied)
	is_string(instruction.copied.destination_path)
}

_written(instruction) := {word |
	some command in instruction.commands
	command.name in {"mkdir", "touch", "chown", "chmod", "cp", "mv", "rm", "ln", "install"}
	some word in command.words
} if {
	instruction.keyword == "RUN"
}

# A path and the directories around it.
_around(path) := {concat("/", array.slice(parts, 0, length)) |
	parts := split(trim_suffix(path, "/"), "/")
	some length in numbers.range(1, min([count(parts), 64]))
}

# METADATA
# title: Consecutive RUN, COPY or ADD instructions
# description: >-
#   Each of them makes a layer; what one layer writes and the next removes stays in the image. Copies to the same
#   place can be one instruction. Whether to join them is a trade against the cache.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#minimize-the-number-of-layers
#     description: "Docker: minimize the number of layers"
# custom:
#   severity: info
#   confidence: medium
#   category: size
#   applies_to: stage
#   set: all
#   since: 0.1.0
#   remediation: |-
#     Join what belongs together with `&&` or a heredoc:
#       RUN <<EOF
#       set -e
#       apt-get update
#       apt-get install -y --no-install-recommends curl
#       EOF
#       COPY package.json package-lock.json ./
#   aliases:
#     - hadolint:DL3059
#     - kics:0008c003-79aa-42d8-95b8-1c2fe37dbfe6
#   params:
#     allowed:
#       default: 1
#       description: How many RUN, or copies to the same place, may follow each other
package policies.dockerfile.run_consecutive

import data.policies.lib.stages

deny contains finding if {
	some entry in stages.all
	marks := _kinds[entry.stage.at]
	some index, instruction in entry.stage.instructions
	_starts(entry.stage, index)
	length := _until("other", marks, index)
	length > data.params.dockerfile.run_consecutive.allowed
	finding := {
		"message": sprintf("%s has %d RUN instructions in a row; join those that belong together", [stages.label(entry.stage), length]),
		"at": instruction.at,
	}
}

# Neighbours that bring files from the same place to the same place, each with the same flags.
deny contains finding if {
	some entry in stages.all
	marks := _joined[entry.stage.at]
	some index, instruction in entry.stage.instructions
	not _joins(entry.stage, index)
	length := 1 + _until("other", marks, index + 1)
	length > data.params.dockerfile.run_consecutive.allowed
	finding := {
		"message": sprintf("%s has %d %s instructions in a row to %s; write one with all sources", [stages.label(entry.stage), length, instruction.keyword, _shown(_place(instruction))]),
		"at": instruction.at,
	}
}

_copies(instruction) if {
	is_object(instruction.copied)
	count(instruction.heredocs) == 0
}

_place(instruction) := trim_suffix(instruction.copied.destination.text, "/")

_shown(place) := place if place != ""

_shown("") := "/"

# It could be part of the one before it.
_joins(stage, index) if _alike(stage.instructions[index - 1], stage.instructions[index])

_alike(first, second) if {
	_copies(first)
	_copies(second)
	first.keyword == second.keyword
	_place(first) == _place(second)
	_flags(first) == _flags(second)
}

_flags(instruction) := {[flag.name, object.get(flag, "value", null)] | some flag in instruction.flags}

_joined := {entry.stage.at: marks |
	some entry in stages.all
	entry.stage.at in stages.shipped
	marks := concat("", [mark |
		some index, _ in entry.stage.instructions
		mark := _marks[_joins_word(entry.stage, index)]
	])
}

_joins_word(stage, index) := "same" if _joins(stage, index)

_joins_word(stage, index) := "other" if not _joins(stage, index)

_plain(instruction) if {
	instruction.keyword == "RUN"
	count(instruction.mounts) == 0
}

_starts(stage, index) if index == 0

_starts(stage, index) if not _plain(stage.instructions[index - 1])

_kinds := {entry.stage.at: marks |
	some entry in stages.all
	entry.stage.at in stages.shipped
	marks := concat("", [mark |
		some instruction in entry.stage.instructions
		mark := _marks[_plain_word(instruction)]
	])
}

_plain_word(instruction) := "same" if _plain(instruction)

_plain_word(instruction) := "other" if not _plain(instruction)

# One letter for each instruction: a search in a text finds the end of a row at once, however long the stage is.
_marks := {"same": "s", "other": "o"}

# How many letters stand between a place and the next mark, or the end.
_until(word, marks, start) := found if {
	found := indexof(substring(marks, start, -1), _marks[word])
	found >= 0
}

_until(word, marks, start) := count(marks) - start if indexof(substring(marks, start, -1), _marks[word]) < 0

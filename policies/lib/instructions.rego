# METADATA
# title: Instructions
# description: The instructions of Dockerfiles, also those that ONBUILD holds back.
# custom:
#   library: true
package policies.lib.instructions

import data.policies.lib.stages

# Instructions with one of these keywords: [{build, stage, instruction}].
of(keywords) := [_all[index] |
	some keyword in keywords
	some index in _places[keyword]
]

_all := array.concat(
	[entry |
		some place in stages.all
		some instruction in place.stage.instructions
		entry := {"build": place.build, "stage": place.stage, "instruction": instruction}
	],
	[entry |
		some place in stages.all
		some instruction in place.stage.instructions
		instruction.keyword == "ONBUILD"
		is_object(instruction.trigger)
		entry := {"build": place.build, "stage": place.stage, "instruction": instruction.trigger}
	],
)

_places[keyword] contains index if {
	some index, entry in _all
	keyword := entry.instruction.keyword
}

# Instructions of one stage with a keyword, in order.
in_stage(stage, keyword) := [instruction |
	some instruction in stage.instructions
	instruction.keyword == keyword
]

# A flag of an instruction with this name.
flag(instruction, name) := found[0] if {
	found := [each | some each in instruction.flags; each.name == name]
	count(found) > 0
}

# Where a flag stands; the instruction where it has none.
flag_at(instruction, name) := array.concat([each.at | some each in instruction.flags; each.name == name], [instruction.at])[0]

# RUN with a cache mount over a directory (or one above it): what is written there does not reach the layer.
cached(instruction, directory) if {
	some mount in instruction.mounts
	mount.kind in {"cache", "tmpfs"}
	target := trim_suffix(_target(mount), "/")
	startswith(concat("", [directory, "/"]), concat("", [target, "/"]))
}

_target(mount) := target if {
	targets := [value |
		some key in ["target", "dst", "destination"]
		value := object.get(mount.options, key, null)
		is_string(value)
	]
	target := targets[0]
}

# Names that an ENV of several pairs defines and uses, so that they still have no value.
own_names(instruction, word) := {name |
	count(instruction.pairs) > 1
	keys := {pair.key | some pair in instruction.pairs}
	names := {trim(match, "${") | some match in regex.find_n(`\$\{?[A-Za-z_][A-Za-z0-9_]*`, word.raw, -1)}
	some name in names & keys
	not regex.match(sprintf(`(^|[ \t])%s="?[^ \t]*\$\{?%s`, [name, name]), instruction.text)
}

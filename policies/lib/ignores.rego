# METADATA
# title: Build contexts
# description: What of a build context reaches the builder and the image.
# custom:
#   library: true
package policies.lib.ignores

import data.policies.lib.stages

# COPY or ADD of the whole context (or everything by a glob) in stages that are built: [{build, stage, instruction, source}].
broad := [entry |
	some build in input.builds
	some stage in build.stages
	stage.used == true
	some instruction in stage.instructions
	instruction.keyword in {"COPY", "ADD"}
	is_object(instruction.copied)
	instruction.copied.from == null
	some source in instruction.copied.sources
	source.text in {".", "./", "/", "*", "./*", "**"}
	entry := {"build": build, "stage": stage, "instruction": instruction, "source": source}
]

# Broad copies into the image that take files whose paths match: the ignore file is already applied.
taking(pattern, but) := [found |
	shipped := stages.shipped
	some entry in broad
	entry.stage.at in shipped
	files := [file |
		some file in entry.instruction.copied.files
		regex.match(pattern, file)
		not regex.match(but, file)
	]
	count(files) > 0
	found := object.union(entry, {"files": files})
]

# What a message says of several files.
listed(files) := files[0] if count(files) == 1

listed(files) := sprintf("%s and %d more", [files[0], count(files) - 1]) if count(files) > 1

# A context whose files are all known.
known(build) if {
	is_object(build.context)
	build.context.truncated == false
}

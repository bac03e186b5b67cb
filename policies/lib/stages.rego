# METADATA
# title: Stages
# description: The stages of Dockerfiles, and which of them end up in the image.
# custom:
#   library: true
package policies.lib.stages

# Every stage that somebody may build, with its build.
all := [entry |
	some build in input.builds
	some stage in build.stages
	live(build, stage)
	entry := {"build": build, "stage": stage}
]

# The stages that are built, with their builds.
targets := [entry |
	some build in input.builds
	some stage in build.stages
	stage.is_target
	entry := {"build": build, "stage": stage}
]

# Addresses of the stages whose layers are part of a built image: the target and the local stages it is made FROM.
shipped contains address if {
	some build in input.builds
	is_number(build.target_stage)
	some index in chain(build, build.target_stage)
	address := build.stages[index].at
}

# Indexes of a stage and of the local stages below it.
chain(build, index) := graph.reachable(_bases(build), {index})

_bases(build) := {stage.index: bases |
	some stage in build.stages
	bases := [base |
		base := object.get(stage.from.base, "stage", null)
		is_number(base)
		base < stage.index
	]
}

# How messages call a stage.
label(stage) := sprintf("stage %s", [stage.name]) if is_string(stage.name)

label(stage) := sprintf("stage %d (%s)", [stage.index, stage.from.raw]) if is_null(stage.name)

# A stage that somebody may build: the target needs it, or no service says what the target is.
live(_, stage) if stage.used == true

live(build, _) if count(build.services) == 0

# A WORKDIR that continues the one before it.
relative_directory(path) if not regex.match(`^(/|\\|[A-Za-z]:|\$|%|"?/)`, path)

# An earlier WORKDIR of the stage, or one of a local stage below it, is absolute.
absolute_before(entry, index) if {
	some other, instruction in entry.stage.instructions
	other < index
	_sets_directory(instruction)
}

absolute_before(entry, _) if {
	some below in chain(entry.build, entry.stage.index)
	below != entry.stage.index
	some instruction in entry.build.stages[below].instructions
	_sets_directory(instruction)
}

_sets_directory(instruction) if {
	instruction.keyword == "WORKDIR"
	not relative_directory(instruction.args[0].text)
}

# A service runs what the build makes as root, and project/effective-root says so at the same place, with the service's name.
judged_by_service(build) if {
	some name in build.services
	service := input.services[name]
	service.facts.user.root == true
	service.facts.user.source in {"dockerfile", "known-image"}
	not data.policies.lib.image.drops_root(service)
}

# A stage or file that says it is for development or tests.
meant_for_development(entry) if {
	text := lower(concat(" ", [name | some name in [entry.stage.name, entry.build.target, entry.build.dockerfile]; is_string(name)]))
	regex.match(`(^|[^a-z])(dev|devel|development|devcontainers?|tests?|testing|ci|debug)([^a-z]|$)`, text)
}

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
chain(build, index) := graph.reachable(_bases[build.at], {index})

_bases := {build.at: _bases_of(build) | some build in input.builds}

_bases_of(build) := {stage.index: bases |
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
absolute_before(entry, index) if index > min(_directories[entry.stage.at])

absolute_before(entry, _) if {
	below := chain(entry.build, entry.stage.index) - {entry.stage.index}
	count(below & _with_directory[entry.build.at]) > 0
}

# Where stages set an absolute WORKDIR.
_directories[stage.at] contains index if {
	some build in input.builds
	some stage in build.stages
	some index, instruction in stage.instructions
	_sets_directory(instruction)
}

_with_directory[build.at] contains stage.index if {
	some build in input.builds
	some stage in build.stages
	_directories[stage.at]
}

# Which stages of a build have an instruction with a keyword: numbers of stages by the build's address and the keyword.
having[place] contains stage.index if {
	some build in input.builds
	some stage in build.stages
	some instruction in stage.instructions
	place := [build.at, instruction.keyword]
}

# A stage or a local stage below it has an instruction with a keyword.
chain_has(build, index, keyword) if count(chain(build, index) & having[[build.at, keyword]]) > 0

# A local stage below it has one.
inherits(build, index, keyword) if count((chain(build, index) - {index}) & having[[build.at, keyword]]) > 0

# Where a stage has instructions with a keyword: positions in order.
positions[place] contains index if {
	some build in input.builds
	some stage in build.stages
	some index, instruction in stage.instructions
	place := [stage.at, instruction.keyword]
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
	regex.match(`(^|[^a-z])(dev|devel|develop|development|devcontainers?|tests?|testing|ci|debug)([^a-z]|$)`, text)
}

# What its base brings is known.
known_base(effect) if effect.base_kind == "scratch"

known_base(effect) if {
	effect.base.known
	effect.base.official
}

# Official images that set a WORKDIR.
base_sets_workdir(effect) if {
	effect.base.official
	effect.base.name in _with_workdir
}

_with_workdir := {
	"backdrop", "clojure", "composer", "couchdb", "drupal", "flink", "friendica", "ghost", "golang", "gradle", "haproxy", "httpd", "jetty", "joomla",
	"matomo", "mediawiki", "monica", "nextcloud", "php", "phpmyadmin", "postfixadmin", "redis", "redmine", "solr", "sonarqube", "tomcat", "tomee",
	"wordpress", "yourls", "zookeeper",
}

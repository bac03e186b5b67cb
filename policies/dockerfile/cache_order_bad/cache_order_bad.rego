# METADATA
# title: The sources are copied before the dependencies are installed
# description: >-
#   Every change of any file throws away the layer with the installed dependencies, so each build downloads them
#   again.
# related_resources:
#   - ref: https://docs.docker.com/build/cache/optimize/#order-your-layers
#     description: "Docker: order your layers"
# custom:
#   severity: low
#   confidence: medium
#   category: dockerfile
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Copy the manifest first:
#       COPY package.json package-lock.json ./
#       RUN npm ci
#       COPY . .
#   aliases: []
package policies.dockerfile.cache_order_bad

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	some entry in stages.all
	some first, copy in entry.stage.instructions
	is_object(copy.copied)
	copy.copied.from == null
	some source in copy.copied.sources
	source.text in {".", "./"}
	some run in entry.stage.instructions
	run.keyword == "RUN"
	some command in run.commands
	_installs(command)

	# Where it ran before the copy, somebody has thought of it; so what is found runs after it.
	earlier := [1 |
		some each in array.slice(entry.stage.instructions, 0, first)
		each.keyword == "RUN"
		some other in each.commands
		other.name == command.name
	]
	count(earlier) == 0
	finding := {
		"message": sprintf("%s copies all sources before `%s`; copy the manifest first and the sources afterwards", [stages.label(entry.stage), concat(" ", array.concat([command.name], command.words))]),
		"at": source.at,
		"related": [{"at": command.at, "message": "runs again with every change"}],
	}
}

_installs(command) if {
	command.name in {"npm", "pnpm", "yarn"}
	command.subcommand in {"ci", "install", "i"}
	count(command.operands) == 0
}

_installs(command) if {
	command.name in {"pip", "pip3"}
	command.subcommand == "install"
	commands.has_any(command, {"-r", "--requirement"})
}

_installs(command) if {
	command.name in {"bundle", "composer", "poetry"}
	command.subcommand == "install"
}

_installs(command) if array.concat([command.name], command.words) == ["go", "mod", "download"]

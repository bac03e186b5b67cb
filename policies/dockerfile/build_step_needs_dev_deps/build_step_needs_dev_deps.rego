# METADATA
# title: A build step follows an install without development dependencies
# description: >-
#   Compilers, bundlers and type checkers are development dependencies. After a production-only install the build
#   step does not find them and fails.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/commands/npm-ci
#     description: "npm: npm ci"
# custom:
#   severity: medium
#   confidence: low
#   category: packages
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Install everything where the program is built, and only what it needs where it runs:
#       RUN npm ci && npm run build && npm prune --omit=dev
#   aliases: []
package policies.dockerfile.build_step_needs_dev_deps

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	some entry in stages.all
	some first, instruction in entry.stage.instructions
	some install in instruction.commands
	_production(install)
	installs_all := [1 |
		some each in entry.stage.instructions
		some command in each.commands
		_everything(command)
	]
	count(installs_all) == 0
	some build in _after(entry.stage, first, install)
	build.name in {"npm", "yarn", "pnpm"}
	_builds(build)
	finding := {
		"message": sprintf("%s runs `%s %s` after installing without development dependencies; install them for the build", [stages.label(entry.stage), build.name, concat(" ", build.words)]),
		"at": build.at,
		"related": [{"at": install.at, "message": "installed without them here"}],
	}
}

# The commands of RUN behind one of them.
_after(stage, index, command) := array.concat(
	commands.later(stage.instructions[index], command),
	[other |
		some instruction in array.slice(stage.instructions, index + 1, count(stage.instructions))
		instruction.keyword == "RUN"
		some other in instruction.commands
	],
)

_production(command) if {
	command.name in {"npm", "pnpm", "yarn"}
	command.subcommand in {"install", "ci", "i"}
	some word in command.words
	word in {"--production", "--only=production", "--only=prod", "--omit=dev", "--prod", "--production=true"}
}

_everything(command) if {
	command.name in {"npm", "pnpm", "yarn"}
	command.subcommand in {"install", "ci", "i"}
	not _production(command)
	count(command.operands) == 0
}

_builds(command) if command.words in [["run", "build"], ["build"], ["run", "compile"], ["run-script", "build"]]

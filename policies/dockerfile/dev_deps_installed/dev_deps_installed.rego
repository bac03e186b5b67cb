# METADATA
# title: Development dependencies are part of the image
# description: >-
#   Test runners and bundlers are never used at run time but bring hundreds of packages that have to be patched,
#   and tools that help an intruder.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/commands/npm-ci
#     description: "npm: npm ci"
# custom:
#   severity: low
#   confidence: medium
#   category: packages
#   applies_to: stage
#   applies_if: ["instructions.commands.name=npm", "instructions.commands.name=pnpm", "instructions.commands.name=composer", "instructions.commands.name=pip", "instructions.commands.name=pip3",
#     "instructions.trigger.keyword=RUN"]
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Install what runs:
#       RUN npm ci --omit=dev
#   aliases: []
package policies.dockerfile.dev_deps_installed

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	shipped := stages.shipped
	some entry in commands.named({"npm", "pnpm", "composer", "pip", "pip3"})
	entry.stage.at in shipped
	_with_dev(entry.command)
	not stages.meant_for_development(entry)
	not _production_environment(entry)
	not _pruned(entry)
	not _where_asked(entry)
	finding := {
		"message": sprintf("%s installs development dependencies with `%s`; leave them out of the last stage", [stages.label(entry.stage), concat(" ", array.concat([entry.command.name], entry.command.words))]),
		"at": entry.command.at,
	}
}

_with_dev(command) if {
	command.name in {"npm", "pnpm"}
	command.subcommand in {"ci", "install", "i"}
	count(command.operands) == 0
	count([flag | some flag in command.flags; regex.match(`^(--omit=|--only=|--prod|-P$|-g$|--global|--include=prod)`, flag)]) == 0
}

_with_dev(command) if {
	command.name == "composer"
	command.subcommand == "install"
	not "--no-dev" in command.flags
}

_with_dev(command) if {
	command.name in {"pip", "pip3"}
	command.subcommand == "install"
	some value in commands.values(command, {"-r", "--requirement"})
	regex.match(`(^|[-_./])(dev|test|tests|develop|development)[-_.]?.*\.txt$`, value)
}

_production_environment(entry) if {
	entry.command.name in {"npm", "pnpm"}
	entry.stage.effect.env.NODE_ENV.value == "production"
	_in_force(entry, "NODE_ENV")
}

_production_environment(entry) if entry.command.assignments.NODE_ENV == "production"

_production_environment(entry) if {
	entry.command.name == "composer"
	entry.stage.effect.env.COMPOSER_NO_DEV.value in {"1", "true"}
	_in_force(entry, "COMPOSER_NO_DEV")
}

# Set in front of the command, in a stage below, or before another build runs it.
_in_force(entry, name) if {
	some index, instruction in entry.stage.instructions
	instruction.at == entry.instruction.at
	some before in array.slice(entry.stage.instructions, 0, index)
	some pair in before.pairs
	pair.key == name
}

_in_force(entry, _) if is_number(object.get(entry.stage.from.base, "stage", null))

_in_force(entry, _) if endswith(entry.instruction.at, "/trigger")

# The same manager takes them out again.
_pruned(entry) if {
	some instruction in entry.stage.instructions
	instruction.keyword == "RUN"
	some command in instruction.commands
	command.name == entry.command.name
	some word in command.words
	word in {"prune", "--omit=dev", "--production", "--prod", "--no-dev"}
}

# Only where somebody asks for it: `if [ "$TARGET" = dev ]; then …`.
_where_asked(entry) if {
	words := concat(" ", array.concat([entry.command.name], entry.command.words))
	some part in regex.split(`(^|[;\s])fi([;\s]|$)`, entry.instruction.text)
	around := split(part, words)
	count(around) > 1
	regex.match(`(?i)(\[|(^|[;&|\s])test)\s[^;&|]*\b(\w*_)?(dev|devel|development|tests?|testing|debug)\b`, around[0])
}

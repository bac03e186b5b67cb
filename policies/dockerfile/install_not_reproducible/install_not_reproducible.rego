# METADATA
# title: Dependencies are resolved anew in every build
# description: >-
#   "`npm install` and the like may change the lock file and take newer versions than the ones that were tested.
#   The lock file is in the context, so the strict command works."
# related_resources:
#   - ref: https://docs.npmjs.com/cli/commands/npm-ci
#     description: "npm: npm ci"
# custom:
#   severity: low
#   confidence: high
#   category: packages
#   applies_to: stage
#   applies_if: ["instructions.commands.name=npm", "instructions.commands.name=yarn", "instructions.commands.name=pnpm", "instructions.trigger.keyword=RUN"]
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Install exactly what the lock file says:
#       RUN npm ci
#   cwe: [1357]
#   aliases: []
package policies.dockerfile.install_not_reproducible

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named({"npm", "yarn", "pnpm"})
	_loose(entry.command)
	_locked(entry)
	finding := {
		"message": sprintf("%s resolves dependencies anew with `%s`; use `%s`", [stages.label(entry.stage), concat(" ", array.concat([entry.command.name], entry.command.words)), _strict[entry.command.name]]),
		"at": entry.command.at,
	}
}

_strict := {"npm": "npm ci", "yarn": "yarn install --frozen-lockfile", "pnpm": "pnpm install --frozen-lockfile"}

_locks := {"npm": {"package-lock.json", "npm-shrinkwrap.json"}, "yarn": {"yarn.lock"}, "pnpm": {"pnpm-lock.yaml"}}

_loose(command) if {
	command.subcommand in {"install", "i"}
	count(command.operands) == 0
	count([flag | some flag in command.flags; regex.match(`^(--frozen-lockfile|--immutable|-g$|--global|--ci)`, flag)]) == 0
}

_loose(command) if array.concat([command.name], command.words) == ["yarn"]

# Some COPY of the stage takes the lock file.
_locked(entry) if {
	some instruction in entry.stage.instructions
	is_object(instruction.copied)
	some file in array.concat(instruction.copied.files, [source.text | some source in instruction.copied.sources])
	regex.replace(file, "^.*/", "") in _locks[entry.command.name]
}

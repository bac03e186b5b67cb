# METADATA
# title: yarn keeps its cache in the layer
# description: >-
#   yarn stores every package twice, once in node_modules and once in its cache, which the image never needs
#   again.
# related_resources:
#   - ref: https://classic.yarnpkg.com/lang/en/docs/cli/cache/
#     description: "yarn: cache"
# custom:
#   severity: info
#   confidence: medium
#   category: size
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Clean the cache in the same RUN, or keep it in a cache mount:
#       RUN yarn install --frozen-lockfile && yarn cache clean
#   aliases:
#     - hadolint:DL3060
package policies.dockerfile.yarn_cache_kept

import data.policies.lib.commands
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	shipped := stages.shipped
	some entry in commands.named({"yarn"})
	entry.stage.at in shipped
	_installs(entry.command)
	not _cleaned_after(entry)
	not _mounted(entry.instruction)
	finding := {
		"message": sprintf("%s keeps the cache of yarn; add `&& yarn cache clean` to this RUN", [stages.label(entry.stage)]),
		"at": entry.command.at,
	}
}

_installs(command) if packages.action(command) in {"install", "add"}

_installs(command) if {
	count(packages.plain(command)) == 0
	not commands.has_any(command, {"--version", "--help"})
}

# What is cleaned before the install comes back with it.
_cleaned_after(entry) if entry.index < _last_cleaned[entry.instruction.at]

_last_cleaned := {at: max(places) | some at, places in _cleaned}

_cleaned[at] contains index if {
	some entry in commands.named({"yarn"})
	entry.command.subcommand == "cache"
	at := entry.instruction.at
	index := entry.index
}

_cleaned[at] contains index if {
	some entry in commands.named({"rm"})
	some word in entry.command.words
	regex.match(`cache|\.yarn`, word)
	at := entry.instruction.at
	index := entry.index
}

_mounted(instruction) if {
	some mount in instruction.mounts
	mount.kind in {"cache", "tmpfs"}
}

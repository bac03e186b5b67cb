# METADATA
# title: Package lists of apt stay in the layer
# description: >-
#   "`apt-get update` writes some 20 to 50 MB of lists to /var/lib/apt/lists. Unless the same RUN removes them
#   they are in the layer for good: a later `rm` only hides them."
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#apt-get
#     description: "Docker: best practices, apt-get"
# custom:
#   severity: info
#   confidence: high
#   category: size
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Remove the lists in the RUN that fetched them, or keep them in a cache mount:
#       RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
#   aliases:
#     - hadolint:DL3009
#     - kics:df746b39-6564-4fed-bf85-e9c44382303c
package policies.dockerfile.apt_lists_not_removed

import data.policies.lib.commands
import data.policies.lib.instructions
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	shipped := stages.shipped
	some entry in commands.named({"apt-get", "apt", "aptitude"})
	entry.stage.at in shipped
	packages.action(entry.command) == "update"
	not instructions.cached(entry.instruction, "/var/lib/apt/lists")
	not _removed_after(entry)
	finding := {
		"message": sprintf("%s keeps the lists of `%s update`; add `&& rm -rf /var/lib/apt/lists/*` to this RUN", [stages.label(entry.stage), entry.command.name]),
		"at": entry.command.at,
	}
}

# What is removed before the update comes back with it.
_removed_after(entry) if entry.index < _last_removed[entry.instruction.at]

_last_removed := {at: max(places) | some at, places in _removed}

_removed[at] contains index if {
	some entry in commands.named({"rm", "find"})
	some word in entry.command.words
	regex.match(`^(/var/lib/(apt|\*|\{[^}]*apt)|apt(/|$)|lists(/|$)|/var/lib/?$)`, word)
	at := entry.instruction.at
	index := entry.index
}

_removed[at] contains index if {
	some entry in commands.named(packages.os_managers)
	packages.action(entry.command) in {"distclean", "dist-clean"}
	at := entry.instruction.at
	index := entry.index
}

# A script that says by its name that it cleans; what it does nobody here reads.
_removed[at] contains index if {
	some entry in commands.ran
	regex.match(`(^|[._-])clean`, entry.command.name)
	at := entry.instruction.at
	index := entry.index
}

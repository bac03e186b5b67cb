# METADATA
# title: Package index is refreshed in a layer of its own
# description: >-
#   The layer of a lone `apt-get update` is cached. When the install line changes months later, the builder takes
#   the old index from the cache and installs outdated packages or none at all.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#apt-get
#     description: "Docker: best practices, apt-get"
# custom:
#   severity: low
#   confidence: high
#   category: packages
#   applies_to: stage
#   applies_if: ["instructions.commands.name=apt-get", "instructions.commands.name=apt", "instructions.commands.name=aptitude", "instructions.commands.name=apk", "instructions.commands.name=yum",
#     "instructions.commands.name=dnf", "instructions.commands.name=dnf5", "instructions.commands.name=microdnf", "instructions.commands.name=tdnf", "instructions.commands.name=zypper",
#     "instructions.commands.name=pacman", "instructions.trigger.keyword=RUN"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Refresh and install in one RUN:
#       RUN apt-get update && apt-get install -y --no-install-recommends curl
#   aliases:
#     - checkov:CKV_DOCKER_5
#     - kics:9bae49be-0aa3-4de5-bab2-4c3a069e40cd
#     - trivy:DS-0017
package policies.dockerfile.package_update_alone

import data.policies.lib.commands
import data.policies.lib.instructions
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named(packages.os_managers | {"pacman"})
	_refreshes(entry)
	not _beside(entry)
	not _cached(entry.instruction)
	finding := {
		"message": sprintf("%s runs `%s` in a layer of its own, which goes stale in the cache; join it with the install", [stages.label(entry.stage), concat(" ", array.concat([entry.command.name], entry.command.words))]),
		"at": entry.command.at,
	}
}

# It comes after the installs of its RUN, which it cannot help any more.
deny contains finding if {
	some entry in commands.named(packages.os_managers)
	packages.family(entry.command) in {"apt", "apk", "zypper"}
	_refreshes(entry)
	entry.instruction.at in _installing
	not _before_work(entry)
	not _cached(entry.instruction)
	finding := {
		"message": sprintf("%s runs `%s` after the install it is meant for; put it in front", [stages.label(entry.stage), concat(" ", array.concat([entry.command.name], entry.command.words))]),
		"at": entry.command.at,
	}
}

# Instructions that install packages.
_installing contains at if {
	some entry in commands.named(packages.os_managers)
	packages.installs(entry.command)
	at := entry.instruction.at
}

_refreshes(entry) if packages.action(entry.command) in _refresh[packages.family(entry.command)]

# yum and dnf fetch the index when they need it; an upgrade of everything goes stale before an install that follows.
_refreshes(entry) if {
	packages.family(entry.command) == "dnf"
	packages.action(entry.command) in {"update", "upgrade", "makecache", "check-update"}
	count(packages.plain(entry.command)) == 1
	_installs_later(entry, packages.os_managers)
}

_refreshes(entry) if {
	entry.command.name == "pacman"
	some flag in entry.command.flags
	regex.match("^-S[a-z]*y", flag)
	count([word | some word in entry.command.words; not startswith(word, "-")]) == 0
	_installs_later(entry, {"pacman"})
}

_installs_later(entry, names) if {
	position := [index | some index, each in entry.stage.instructions; each.at == entry.instruction.at]
	some index, later in entry.stage.instructions
	index > position[0]
	some command in later.commands
	command.name in names
}

# Something else of the instruction does more than prepare.
_beside(entry) if {
	some place in {min(_at_work[entry.instruction.at]), max(_at_work[entry.instruction.at])}
	place != entry.index
}

_before_work(entry) if entry.index < max(_at_work[entry.instruction.at])

_at_work[at] contains index if {
	some entry in commands.ran
	not _harmless(entry.command)
	at := entry.instruction.at
	index := entry.index
}

_harmless(command) if command.name in {"", ":", "true", "echo", "export", "set", "rm"}

_harmless(command) if packages.action(command) in {"update", "clean", "autoclean", "refresh", "ref"}

_cached(instruction) if instructions.cached(instruction, "/var/lib/apt/lists")

_cached(instruction) if instructions.cached(instruction, "/var/cache/apk")

_refresh := {"apt": {"update"}, "apk": {"update"}, "zypper": {"refresh", "ref"}}

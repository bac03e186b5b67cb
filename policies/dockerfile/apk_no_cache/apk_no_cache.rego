# METADATA
# title: apk keeps its index in the layer
# description: >-
#   "`apk add` fetches the package index and leaves it in /var/cache/apk, where it serves nobody: the next build
#   fetches a fresh one."
# related_resources:
#   - ref: https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper
#     description: "Alpine: apk"
# custom:
#   severity: info
#   confidence: high
#   category: size
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Let apk fetch the index without keeping it:
#       RUN apk add --no-cache curl
#   aliases:
#     - hadolint:DL3019
#     - kics:ae9c56a6-3ed1-4ac0-9b54-31267f51151d
#     - trivy:DS-0025
package policies.dockerfile.apk_no_cache

import data.policies.lib.commands
import data.policies.lib.instructions
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	shipped := stages.shipped
	some entry in commands.named({"apk"})
	entry.stage.at in shipped
	packages.installs(entry.command)
	not commands.has_any(entry.command, {"--no-cache", "--no-network"})
	not instructions.cached(entry.instruction, "/var/cache/apk")
	not instructions.cached(entry.instruction, "/etc/apk/cache")
	not entry.instruction.at in _removed
	finding := {
		"message": sprintf("%s keeps the index of `apk add`; write `apk add --no-cache`", [stages.label(entry.stage)]),
		"at": entry.command.at,
	}
}

_removed contains at if {
	some entry in commands.named({"rm", "find"})
	some word in entry.command.words
	regex.match(`^/var/cache(/apk|/\*|/?$)`, word)
	at := entry.instruction.at
}

_removed contains at if {
	some entry in commands.named({"apk"})
	entry.command.subcommand == "cache"
	at := entry.instruction.at
}

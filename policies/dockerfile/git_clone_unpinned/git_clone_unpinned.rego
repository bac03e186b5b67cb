# METADATA
# title: git clone takes whatever the branch holds
# description: >-
#   The same Dockerfile builds other code tomorrow, and the cached layer hides it until somebody builds without
#   cache.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository
#     description: Dockerfile reference, ADD from git
# custom:
#   severity: low
#   confidence: medium
#   category: supply-chain
#   applies_to: stage
#   applies_if: ["instructions.commands.name=git", "instructions.trigger.keyword=RUN"]
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Check out a tag or, better, a commit:
#       ADD https://github.com/acme/lib.git#1f0c4b1d6e0b5b1f1c9d8f0a2f0f8d3e6a7b9c01 /src/lib
#   cwe: [494]
#   aliases: []
package policies.dockerfile.git_clone_unpinned

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named({"git"})
	entry.command.subcommand == "clone"
	not commands.has_any(entry.command, {"--branch", "--revision"})
	not commands.has_short(entry.command, "b", "joc")
	not entry.instruction.at in _checked_out
	finding := {
		"message": sprintf("%s clones a repository without naming a tag or commit; check one out", [stages.label(entry.stage)]),
		"at": entry.command.at,
	}
}

_checked_out contains at if {
	some entry in commands.named({"git"})
	some word in entry.command.words
	word in {"checkout", "reset", "switch"}
	at := entry.instruction.at
}

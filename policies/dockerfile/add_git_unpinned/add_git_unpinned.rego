# METADATA
# title: ADD takes a git repository at a moving reference
# description: >-
#   A branch or tag may point to other commits tomorrow; what they hold is built in.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository
#     description: Dockerfile reference, ADD from git
# custom:
#   severity: low
#   confidence: high
#   category: supply-chain
#   applies_to: stage
#   applies_if: ["instructions.keyword=ADD", "instructions.trigger.keyword=ADD"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Name the commit:
#       ADD https://github.com/acme/lib.git#1f0c4b1d6e0b5b1f1c9d8f0a2f0f8d3e6a7b9c01 /src/lib
#   cwe: [494]
#   aliases: []
package policies.dockerfile.add_git_unpinned

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"ADD"})
	is_object(entry.instruction.copied)
	count([flag | some flag in entry.instruction.flags; flag.name == "checksum"]) == 0
	some source in entry.instruction.copied.sources
	regex.match(`(^git@|^git://|^ssh://|\.git(#|\?|$))`, source.text)
	regex.match(`^(git@|[a-z]+://)`, source.text)
	source.known
	not regex.match(`[#=][0-9a-f]{40}`, source.text)
	finding := {
		"message": sprintf("%s adds %s, which may change; name the commit after `#`", [stages.label(entry.stage), source.text]),
		"at": source.at,
	}
}

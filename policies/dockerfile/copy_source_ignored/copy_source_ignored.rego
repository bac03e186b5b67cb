# METADATA
# title: COPY takes something that the ignore file leaves out
# description: >-
#   The builder never gets the file, so the build fails, or with a glob silently copies less than the reader
#   thinks.
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/copy-ignored-file/
#     description: BuildKit check CopyIgnoredFile
# custom:
#   severity: high
#   confidence: high
#   category: build-context
#   applies_to: build
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Remove the pattern, or let the file back in at the end of .dockerignore:
#       !dist/server.js
#   aliases:
#     - buildkit:CopyIgnoredFile
package policies.dockerfile.copy_source_ignored

import data.policies.lib.ignores
import data.policies.lib.stages

deny contains finding if {
	some build in input.builds
	ignores.known(build)
	is_object(build.context.ignore)
	some stage in build.stages
	some instruction in stage.instructions
	is_object(instruction.copied)
	instruction.copied.from == null
	left := {at | some at in instruction.copied.ignored}
	some source in instruction.copied.sources
	source.at in left
	finding := {
		"message": sprintf("%s copies %s, which %s leaves out of the context; let it back in or copy something else", [stages.label(stage), source.text, build.context.ignore.path]),
		"at": source.at,
		"outcome": _outcome(build.context),
		"related": [{"at": build.context.ignore.at, "message": "left out here"}],
	}
}

# Nothing says from where it is built, or what the file lets in may be made before the build.
_outcome(context) := "review" if _open(context)

_outcome(context) := "fail" if not _open(context)

_open(context) if object.get(context, "assumed", false)

_open(context) if {
	some pattern in context.ignore.patterns
	pattern.negated
}

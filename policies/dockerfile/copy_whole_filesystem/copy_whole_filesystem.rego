# METADATA
# title: The whole file system of another stage is copied
# description: >-
#   "`COPY --from=x / /` takes everything along: package caches, tools of the build, files with secrets that were
#   removed only from view. A last stage exists to leave them behind."
# related_resources:
#   - ref: https://docs.docker.com/build/building/multi-stage/
#     description: "Docker: multi-stage builds"
# custom:
#   severity: medium
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Copy what the program needs:
#       COPY --from=build /out/server /usr/local/bin/server
#   aliases:
#     - hadolint:DL3067
#   params:
#     allow:
#       default: ["tonistiigi/xx"]
#       description: "Repositories of images that are made to be copied as a whole"
package policies.dockerfile.copy_whole_filesystem

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"COPY"})
	copied := entry.instruction.copied
	is_object(copied)
	is_string(copied.from)
	some source in copied.sources
	regex.match(`^/+(\*|\.)?$`, source.text)
	is_object(copied.destination)
	regex.match(`^/+\.?$`, copied.destination.text)
	not _scratch(entry, copied)
	not _made_for_it(entry, copied)
	finding := {
		"message": sprintf("%s copies all of %s; copy only what the program needs", [stages.label(entry.stage), copied.from]),
		"at": source.at,
	}
}

# A stage that starts empty and only gathers files may well be taken as a whole.
_scratch(entry, copied) if {
	is_number(copied.from_stage)
	entry.build.stages[copied.from_stage].from.base.kind == "scratch"
}

# Helpers such as tonistiigi/xx hold a few scripts and are meant to be laid over another image.
_made_for_it(entry, copied) if {
	base := entry.build.stages[copied.from_stage].from.base.image
	base.repository in data.params.dockerfile.copy_whole_filesystem.allow
}

_made_for_it(_, copied) if copied.from_image.repository in data.params.dockerfile.copy_whole_filesystem.allow

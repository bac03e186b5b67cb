# METADATA
# title: COPY takes a file that is not in the context
# description: >-
#   The build fails unless something makes the file first. A misspelt path is found here before anybody builds.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#copy
#     description: Dockerfile reference, COPY
# custom:
#   severity: high
#   confidence: low
#   category: build-context
#   applies_to: build
#   set: strict
#   since: 0.1.0
#   remediation: Mend the path (it is relative to the build context, not to the Dockerfile), or make the file in an earlier stage.
#   aliases: []
package policies.dockerfile.copy_source_missing

import data.policies.lib.ignores
import data.policies.lib.stages

deny contains finding if {
	some build in input.builds
	ignores.known(build)
	object.get(build.context, "assumed", false) == false
	count(build.context.files) > 0
	some stage in build.stages
	stage.used == true
	some instruction in stage.instructions
	is_object(instruction.copied)
	instruction.copied.from == null
	some source in instruction.copied.sources
	source.known
	not regex.match(`^([a-z]+://|git@|<<)|[*?\[]|\$`, source.text)
	path := trim_suffix(regex.replace(source.text, `^(\./|/)+`, ""), "/")
	not path in {"", "."}
	count([file | some file in build.context.files; _means(path, file)]) == 0
	finding := {
		"message": sprintf("%s copies %s, which is not in the context %s; mend the path unless something makes it before the build", [stages.label(stage), source.text, build.context.path]),
		"at": source.at,
		"outcome": "review",
	}
}

_means(path, file) if path == file.path

_means(path, file) if startswith(file.path, concat("", [path, "/"]))

# Below a directory that was not walked into.
_means(path, file) if {
	file.directory
	startswith(path, concat("", [file.path, "/"]))
}

# METADATA
# title: WORKDIR is relative to a directory the file does not name
# description: >-
#   A relative WORKDIR continues the one before it, which here comes from the base image. When the base image
#   changes its working directory, files land elsewhere and programs start in another place.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#workdir
#     description: Dockerfile reference, WORKDIR
# custom:
#   severity: low
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Write the absolute path:
#       WORKDIR /app
#   aliases:
#     - buildkit:WorkdirRelativePath
#     - checkov:CKV_DOCKER_10
#     - hadolint:DL3000
#     - kics:6b376af8-cfe8-49ab-a08d-f32de23661a4
#     - trivy:DS-0009
package policies.dockerfile.workdir_relative

import data.policies.lib.stages

deny contains finding if {
	some entry in stages.all
	_inherits_none(entry)
	some index, instruction in entry.stage.instructions
	instruction.keyword == "WORKDIR"
	path := instruction.args[0].text
	_relative(path)
	instruction.args[0].known
	before := [each |
		some other, each in entry.stage.instructions
		other < index
		each.keyword == "WORKDIR"
		not _relative(each.args[0].text)
	]
	count(before) == 0
	finding := {
		"message": sprintf("%s sets the relative WORKDIR %s and no absolute one before it; write /%s", [stages.label(entry.stage), path, trim_prefix(path, "./")]),
		"at": instruction.args[0].at,
	}
}

_relative(path) if not regex.match(`^(/|\\|[A-Za-z]:|\$|%|"?/)`, path)

# No local stage below it sets an absolute WORKDIR.
_inherits_none(entry) if {
	absolute := [1 |
		some index in stages.chain(entry.build, entry.stage.index)
		index != entry.stage.index
		some instruction in entry.build.stages[index].instructions
		instruction.keyword == "WORKDIR"
		not _relative(instruction.args[0].text)
	]
	count(absolute) == 0
}

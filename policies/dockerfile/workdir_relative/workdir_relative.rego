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
	some index, instruction in entry.stage.instructions
	instruction.keyword == "WORKDIR"
	path := instruction.args[0].text
	stages.relative_directory(path)
	instruction.args[0].known
	not stages.absolute_before(entry, index)
	not stages.base_sets_workdir(entry.stage.effect)
	finding := {
		"message": sprintf("%s sets the relative WORKDIR %s and no absolute one before it; write /%s", [stages.label(entry.stage), path, trim_prefix(path, "./")]),
		"at": instruction.args[0].at,
		"outcome": _outcome(entry.stage.effect),
	}
}

# An image of somebody's own may set one.
_outcome(effect) := "fail" if stages.known_base(effect)

_outcome(effect) := "review" if not stages.known_base(effect)

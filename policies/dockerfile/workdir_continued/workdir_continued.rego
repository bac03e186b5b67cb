# METADATA
# title: WORKDIR is relative to an earlier one
# description: >-
#   A relative WORKDIR continues the one before it. Whoever moves, removes or changes the earlier line moves this directory too,
#   and a reader has to add the lines up.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#workdir
#     description: "Docker: best practices, WORKDIR"
# custom:
#   severity: info
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Write the whole path:
#       WORKDIR /srv/app
#   aliases:
#     - checkov:CKV_DOCKER_10
#     - hadolint:DL3000
#     - kics:6b376af8-cfe8-49ab-a08d-f32de23661a4
#     - trivy:DS-0009
package policies.dockerfile.workdir_continued

import data.policies.lib.stages

# Where none before it is absolute, it is the rule workdir-relative.
deny contains finding if {
	some entry in stages.all
	some index, instruction in entry.stage.instructions
	instruction.keyword == "WORKDIR"
	word := instruction.args[0]
	word.known
	stages.relative_directory(word.text)
	stages.absolute_before(entry, index)
	finding := {
		"message": sprintf("%s continues an earlier WORKDIR with %s; write the whole path", [stages.label(entry.stage), word.text]),
		"at": word.at,
	}
}

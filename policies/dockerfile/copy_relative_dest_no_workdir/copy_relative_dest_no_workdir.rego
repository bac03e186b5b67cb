# METADATA
# title: Relative destination without a WORKDIR
# description: >-
#   Where the files land depends on the working directory of the base image, which may change with the next pull.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#workdir
#     description: Dockerfile reference, WORKDIR
# custom:
#   severity: low
#   confidence: medium
#   category: dockerfile
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Set the directory first, or write the absolute path:
#       WORKDIR /app
#       COPY . .
#   aliases:
#     - hadolint:DL3045
package policies.dockerfile.copy_relative_dest_no_workdir

import data.policies.lib.stages

deny contains finding if {
	some entry in stages.all
	_inherits_none(entry)
	some index, instruction in entry.stage.instructions
	instruction.keyword in {"COPY", "ADD"}
	is_object(instruction.copied)
	destination := instruction.copied.destination
	is_object(destination)
	destination.known
	not regex.match(`^(/|\\|[A-Za-z]:|\$|%)`, destination.text)
	before := [1 |
		some other, each in entry.stage.instructions
		other < index
		each.keyword == "WORKDIR"
	]
	count(before) == 0
	finding := {
		"message": sprintf("%s copies to %s before any WORKDIR; set `WORKDIR` or write the absolute path", [stages.label(entry.stage), destination.text]),
		"at": destination.at,
	}
}

_inherits_none(entry) if {
	found := [1 |
		some index in stages.chain(entry.build, entry.stage.index)
		index != entry.stage.index
		some instruction in entry.build.stages[index].instructions
		instruction.keyword == "WORKDIR"
	]
	count(found) == 0
}

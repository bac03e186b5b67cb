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
	not stages.inherits(entry.build, entry.stage.index, "WORKDIR")
	some index, instruction in entry.stage.instructions
	is_object(instruction.copied)
	destination := instruction.copied.destination
	is_object(destination)
	destination.known
	not regex.match(`^(/|\\|[A-Za-z]:|\$|%)`, destination.text)
	not _after_workdir(entry.stage, index)
	not stages.base_sets_workdir(entry.stage.effect)
	finding := {
		"message": sprintf("%s copies to %s before any WORKDIR; set `WORKDIR` or write the absolute path", [stages.label(entry.stage), destination.text]),
		"at": destination.at,
		"outcome": _outcome(entry.stage.effect),
	}
}

# An image of somebody's own may set one.
_outcome(effect) := "fail" if stages.known_base(effect)

_outcome(effect) := "review" if not stages.known_base(effect)

_after_workdir(stage, index) if index > min(stages.positions[[stage.at, "WORKDIR"]])

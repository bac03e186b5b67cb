# METADATA
# title: A stage's name has upper-case letters
# description: >-
#   Stage names are compared without case, so `Build` and `build` are one; lower case says so.
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/stage-name-casing/
#     description: BuildKit check StageNameCasing
# custom:
#   severity: info
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: all
#   since: 0.1.0
#   remediation: |-
#     Write the name in lower case:
#       FROM golang:1.25 AS build
#   aliases:
#     - buildkit:StageNameCasing
package policies.dockerfile.stage_name_casing

deny contains finding if {
	some build in input.builds
	some stage in build.stages
	name := stage.from.alias
	is_string(name)
	name != lower(name)
	not contains(name, "$")
	finding := {
		"message": sprintf("the stage's name %s has upper-case letters; write %s", [name, lower(name)]),
		"at": stage.at,
	}
}

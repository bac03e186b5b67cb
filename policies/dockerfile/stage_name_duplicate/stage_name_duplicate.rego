# METADATA
# title: Two stages have the same name
# description: >-
#   "Stage names are compared without case. After the second definition the name means another stage: `COPY
#   --from`, `FROM` and `--target` silently take a different one than the reader thinks."
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/duplicate-stage-name/
#     description: BuildKit check DuplicateStageName
# custom:
#   severity: high
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Give every stage a name of its own:
#       FROM golang:1.23 AS build-server
#   aliases:
#     - buildkit:DuplicateStageName
#     - checkov:CKV_DOCKER_11
#     - hadolint:DL3024
#     - kics:f2daed12-c802-49cd-afed-fe41d0b82fed
#     - trivy:DS-0012
package policies.dockerfile.stage_name_duplicate

deny contains finding if {
	some build in input.builds
	some stage in build.stages
	is_string(stage.name)
	first := min(_named[[build.at, stage.name]])
	first < stage.index
	finding := {
		"message": sprintf("the name %s is already taken by an earlier stage; choose another", [stage.from.alias]),
		"at": stage.at,
		"related": [{"at": build.stages[first].at, "message": "first stage of that name"}],
	}
}

_named[place] contains stage.index if {
	some build in input.builds
	some stage in build.stages
	is_string(stage.name)
	place := [build.at, stage.name]
}

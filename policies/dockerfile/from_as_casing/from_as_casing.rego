# METADATA
# title: FROM and AS are written in different case
# description: >-
#   One line in one case is read faster.
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/from-as-casing/
#     description: BuildKit check FromAsCasing
# custom:
#   severity: info
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: all
#   since: 0.1.0
#   remediation: |-
#     Write both in upper case:
#       FROM alpine:3.20 AS build
#   aliases:
#     - buildkit:FromAsCasing
package policies.dockerfile.from_as_casing

deny contains finding if {
	some build in input.builds
	some stage in build.stages
	word := object.get(stage.from, "as_raw", null)
	is_string(word)
	keyword := stage.from.keyword_raw
	_case(keyword) != _case(word)
	finding := {
		"message": sprintf("%s and %s are written in different case; write both in upper case", [keyword, word]),
		"at": stage.at,
	}
}

_case(word) := "upper" if word == upper(word)

else := "lower" if word == lower(word)

else := "mixed"

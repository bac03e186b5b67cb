# METADATA
# title: The comment above a definition does not begin with its name
# description: >-
#   "`docker build --call=outline` and `targets` print the comment above an ARG or FROM as its description when it
#   begins with the name; another comment there is not shown."
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/invalid-definition-description/
#     description: BuildKit check InvalidDefinitionDescription
# custom:
#   severity: info
#   confidence: medium
#   category: dockerfile
#   applies_to: build
#   set: all
#   since: 0.1.0
#   remediation: |-
#     Begin the comment with the name, or put an empty line behind it:
#       # build compiles the server
#       FROM golang:1.25 AS build
#   aliases:
#     - buildkit:InvalidDefinitionDescription
package policies.dockerfile.definition_description

deny contains finding if {
	some build in input.builds
	some stage in build.stages
	is_string(stage.name)
	_other(object.get(stage.from, "comment", null), {stage.from.alias})
	finding := {
		"message": sprintf("the comment above stage %s does not begin with its name", [stage.from.alias]),
		"at": stage.at,
	}
}

deny contains finding if {
	some build in input.builds
	some instruction in array.concat(object.get(build, "preamble", []), [each |
		some stage in build.stages
		some each in stage.instructions
	])
	instruction.keyword == "ARG"
	names := {pair.key | some pair in instruction.pairs}
	_other(object.get(instruction, "comment", null), names)
	finding := {
		"message": sprintf("the comment above ARG %s does not begin with its name", [concat(", ", names)]),
		"at": instruction.at,
		"subject": build.at,
	}
}

_other(comment, names) if {
	is_string(comment)
	text := trim_space(trim_left(comment, "#"))
	text != ""
	not split(text, " ")[0] in names
}

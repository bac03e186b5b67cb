# METADATA
# title: The same base image is used in several versions
# description: >-
#   Two versions of one base mean two sets of vulnerabilities to follow, twice the downloads, and bugs that show
#   in one service only.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#create-reusable-stages
#     description: "Docker: reusable stages"
# custom:
#   severity: low
#   confidence: medium
#   category: images
#   applies_to: project
#   applies_if: ["builds"]
#   set: strict
#   since: 0.1.0
#   remediation: Agree on one version, for example with a shared argument or a base image of your own.
#   aliases: []
package policies.project.base_image_drift

import data.policies.lib.references

deny contains finding if {
	some repository, uses in _by_repository
	versions := {version | some use in uses; version := _version(use.tag)}
	newest := max({version.numbers | some version in versions})
	some use in uses
	_version(use.tag).numbers < newest
	finding := {
		"message": sprintf("the project builds on %s in the versions %s; agree on one", [repository, concat(", ", [version.text | some version in sort(versions)])]),
		"at": use.at,
		"mark": "value",
	}
}

_by_repository[repository] contains use if {
	some build in input.builds
	some stage in build.stages
	stage.used
	image := object.get(stage.from.base, "image", null)
	is_object(image)
	image.known
	is_string(image.tag)
	repository := references.full(image)
	use := {"tag": image.tag, "at": stage.from.at}
}

# Versions are compared number by number: 22 is newer than 9, and 04 is 4.
_version(tag) := {"numbers": numbers, "text": text} if {
	text := regex.replace(tag, "-.*$", "")
	numbers := [to_number(regex.replace(digits, "^0+(.)", "$1")) | some digits in regex.find_n("[0-9]+", text, -1)]
	count(numbers) > 0
}

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
#   set: strict
#   since: 0.1.0
#   remediation: Agree on one version, for example with a shared argument or a base image of your own.
#   aliases: []
package policies.project.base_image_drift

import data.policies.lib.references

deny contains finding if {
	uses := [use |
		some build in input.builds
		some stage in build.stages
		stage.used
		image := object.get(stage.from.base, "image", null)
		is_object(image)
		image.known
		is_string(image.tag)
		use := {"repository": references.full(image), "tag": image.tag, "at": stage.from.at, "text": image.text}
	]
	repositories := {use.repository | some use in uses}
	some repository in repositories
	tags := {use.tag | some use in uses; use.repository == repository; regex.match("[0-9]", use.tag)}
	versions := {regex.replace(tag, "-.*$", "") | some tag in tags}
	count(versions) > 1
	some use in uses
	use.repository == repository
	regex.replace(use.tag, "-.*$", "") != max(versions)
	regex.match("[0-9]", use.tag)
	finding := {
		"message": sprintf("the project builds on %s in the versions %s; agree on one", [repository, concat(", ", sort([version | some version in versions]))]),
		"at": use.at,
		"mark": "value",
	}
}

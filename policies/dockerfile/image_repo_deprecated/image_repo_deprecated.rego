# METADATA
# title: Base image is of a repository that was given up
# description: >-
#   The repository gets no new images, so no fixes either; its owner names another one in its place.
# related_resources:
#   - ref: https://hub.docker.com/search?badges=official
#     description: Docker official images
# custom:
#   severity: low
#   confidence: high
#   category: images
#   applies_to: stage
#   applies_if: ["from.base.image", "instructions.copied.from_image"]
#   set: recommended
#   since: 0.1.0
#   remediation: Take the image's successor; the page of the old one says the same.
#   cwe: [1104]
#   aliases: []
package policies.dockerfile.image_repo_deprecated

import data.policies.lib.references

deny contains finding if {
	some use in references.stages
	not _ended(use.image)
	finding := {
		"message": sprintf("%s %s", [use.who, _message(use.image)]),
		"at": use.image.at,
		"mark": "value",
		"subject": use.subject,
	}
}

# A line that has come to its end has a rule of its own.
_ended(image) if count(references.ends(image)) > 0

_message(image) := sprintf("is no longer maintained; use %s", [references.successor(image)])

# METADATA
# title: Base image gets no more security fixes
# description: >-
#   Past its end of life a line gets no fixes, whatever is found. The image stays as vulnerable as the day it was
#   last built, and every package in it with it.
# related_resources:
#   - ref: https://endoflife.date/
#     description: Dates of many products, with their makers' pages
# custom:
#   severity: high
#   confidence: high
#   category: images
#   applies_to: stage
#   applies_if: ["from.base.image", "instructions.copied.from_image"]
#   set: recommended
#   since: 0.1.0
#   remediation: Move to a line that is maintained; the image's page on its registry lists them.
#   cwe: [1104,1395]
#   aliases: []
package policies.dockerfile.image_eol

import data.policies.lib.references

deny contains finding if {
	some use in references.stages
	ended := min(references.ends(use.image))
	finding := {
		"message": sprintf("%s %s", [use.who, _message(ended)]),
		"at": use.image.at,
		"mark": "value",
		"subject": use.subject,
	}
}

_message(ended) := sprintf("has had no fixes since %s; move to a maintained version", [ended])

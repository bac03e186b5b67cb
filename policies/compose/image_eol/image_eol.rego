# METADATA
# title: Image gets no more security fixes
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
#   applies_to: service
#   applies_if: ["image"]
#   set: recommended
#   since: 0.1.0
#   remediation: Move to a line that is maintained; the image's page on its registry lists them.
#   cwe: [1104,1395]
#   aliases: []
package policies.compose.image_eol

import data.policies.lib.references

deny contains finding if {
	some use in references.services
	finding := {
		"message": sprintf("%s %s", [use.who, _message(use.image)]),
		"at": use.image.at,
		"mark": "value",
		"subject": use.subject,
	}
}

_message(image) := sprintf("has had no fixes since %s; move to a maintained version", [min(references.ends(image))])

# METADATA
# title: Image has both a tag and a digest
# description: >-
#   With a digest the tag is ignored, so it may say something that is not true. Most guides recommend both all the
#   same, since the tag tells people what the digest is.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/docker/image/pull/#pull-an-image-by-digest-immutable-identifier
#     description: "Docker: pull by digest"
# custom:
#   severity: info
#   confidence: high
#   category: images
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: Keep one of the two if your tooling does not compare them.
#   aliases: []
package policies.compose.image_tag_and_digest

import data.policies.lib.references

deny contains finding if {
	some use in references.services
	_bad(use.image)
	finding := {
		"message": sprintf("%s %s", [use.who, _message(use.image)]),
		"at": use.image.at,
		"mark": "value",
		"subject": use.subject,
	}
}

_bad(image) if {
	is_string(image.tag)
	is_string(image.digest)
}

_message(image) := sprintf("names the tag %s, which its digest overrides", [image.tag])

# METADATA
# title: Base image is not pinned by digest
# description: >-
#   A tag can be moved by whoever may push to the repository. Only the digest names the bytes that were tested.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
#     description: "Docker: pin base image versions"
# custom:
#   severity: low
#   confidence: high
#   category: images
#   applies_to: stage
#   applies_if: ["from.base.image", "instructions.copied.from_image"]
#   set: all
#   since: 0.1.0
#   remediation: Add the digest to the tag, and let a bot keep both up to date, e.g. `nginx:1.27.2@sha256:<digest>`.
#   cwe: [353]
#   aliases: []
package policies.dockerfile.image_no_digest

import data.policies.lib.references

deny contains finding if {
	some use in references.stages
	_bad(use.image)
	finding := {
		"message": sprintf("%s %s", [use.who, _message(use.image)]),
		"at": use.image.at,
		"mark": "value",
		"subject": use.subject,
	}
}

# What has no version at all is another rule.
_bad(image) if {
	not references.pinned(image)
	is_string(image.tag)
	image.tag != "latest"
}

_message(image) := sprintf("may be another image tomorrow; write %s@sha256:…", [image.text])

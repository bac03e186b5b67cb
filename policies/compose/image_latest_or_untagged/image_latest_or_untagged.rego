# METADATA
# title: Service runs an image without a tag or with the tag latest
# description: >-
#   Without a tag Docker takes `latest`, which names whatever was pushed last. Two machines, or one machine before
#   and after a pull, run different software under the same file, and a roll-back does not bring the old one back.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#image
#     description: Compose file reference, image
# custom:
#   severity: medium
#   confidence: high
#   category: images
#   applies_to: service
#   applies_if: ["image"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Name the version, and the digest where deployments must be repeatable:
#       image: nginx:1.27.2@sha256:<digest>
#   cwe: [1104]
#   aliases:
#     - compose-lint:CL-0004
#     - dclint:service-image-require-explicit-tag
#   params:
#     allow:
#       default: []
#       description: Repositories that may be used without a version, e.g. `ghcr.io/acme/base`
package policies.compose.image_latest_or_untagged

import data.policies.lib.references

deny contains finding if {
	some use in references.services
	image := use.image
	not references.pinned(image)
	_moving(image.tag)
	not _allowed(image)
	finding := {
		"message": sprintf("%s is whatever was pushed last; name a version", [use.who]),
		"at": image.at,
		"subject": use.subject,
	}
}

_moving(tag) if tag == null

_moving(tag) if tag == "latest"

_allowed(image) if {
	some allowed in data.params.compose.image_latest_or_untagged.allow
	allowed in {image.repository, image.name, references.full(image)}
}

# METADATA
# title: Base image has a tag that moves on purpose
# description: >-
#   Tags such as `stable`, `edge` or `lts` name a channel, not a version. What runs changes with the next pull, as
#   with `latest`, only under a name that sounds fixed.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
#     description: "Docker: pin base image versions"
# custom:
#   severity: low
#   confidence: high
#   category: images
#   applies_to: stage
#   applies_if: ["from.base.image", "instructions.copied.from_image"]
#   set: strict
#   since: 0.1.0
#   remediation: Name the version behind the channel, e.g. `nginx:1.27.2` instead of `nginx:stable`.
#   cwe: [1104]
#   aliases: []
#   params:
#     tags:
#       default: ["stable", "edge", "nightly", "dev", "develop", "devel", "main", "master", "trunk", "lts", "current", "release", "prod", "production", "staging", "test", "testing", "unstable", "snapshot", "canary", "beta", "alpha", "rolling", "preview", "next", "mainline", "alpine", "slim"]
#       description: Tags (or their first part) that name a channel
#     major:
#       default: false
#       description: Also report tags that name only a major version, such as `postgres:16`
package policies.dockerfile.image_mutable_tag

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

_bad(image) if {
	not references.pinned(image)
	is_string(image.tag)
	split(lower(image.tag), "-")[0] in data.params.dockerfile.image_mutable_tag.tags
	not _dated(image.tag)
}

_bad(image) if {
	data.params.dockerfile.image_mutable_tag.major == true
	not references.pinned(image)
	is_string(image.tag)
	regex.match(`^v?[0-9]+(-[a-z]+)?$`, image.tag)
}

_message(image) := sprintf("moves with the tag %s; name a version", [image.tag])

# `master-20200121-f608d84cc`: the channel at one day or commit, which stays.
_dated(tag) if regex.match(`[-_.](20[0-9]{2}[-.]?[01][0-9][-.]?[0-3][0-9]|(sha-?)?[0-9a-f]{7,40})([-_.]|$)`, lower(tag))

# METADATA
# title: Base image is published by somebody unknown
# description: >-
#   Anybody can publish under their own name on Docker Hub. Official images and those of known publishers are
#   watched by more eyes.
# related_resources:
#   - ref: https://docs.docker.com/docker-hub/image-library/trusted-content/
#     description: "Docker: trusted content"
# custom:
#   severity: info
#   confidence: medium
#   category: supply-chain
#   applies_to: stage
#   applies_if: ["from.base.image", "instructions.copied.from_image"]
#   set: all
#   since: 0.1.0
#   remediation: Use the official image or the maker's own, or put the publisher on your list in `plimsoll.yaml`.
#   cwe: [829]
#   aliases: []
#   params:
#     publishers:
#       default: []
#       description: "Docker Hub organisations that are trusted, e.g. `[\"grafana\", \"prom\"]`"
package policies.dockerfile.image_publisher_unverified

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
	image.registry == "docker.io"
	not startswith(image.repository, "library/")
	not split(image.repository, "/")[0] in data.params.dockerfile.image_publisher_unverified.publishers
	not split(image.repository, "/")[0] in _official
}

# Official images for one architecture.
_official := {"amd64", "arm32v5", "arm32v6", "arm32v7", "arm64v8", "i386", "mips64le", "ppc64le", "riscv64", "s390x", "winamd64"}

_message(image) := sprintf("is published by the Docker Hub user %s; make sure that this is the one you mean", [split(image.repository, "/")[0]])

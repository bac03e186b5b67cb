# METADATA
# title: Service names an image and builds one
# description: >-
#   With both, `image` is the tag of what is built, but whether `up` pulls or builds depends on what is there already: two hosts
#   may run different programs under one name.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#build
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/compose-file/services/#pull_policy
#     description: Compose file reference
# custom:
#   severity: info
#   confidence: high
#   category: images
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Remove one of the two, or say what is meant: `pull_policy: build`.
#   cwe: [1188]
#   aliases: ["dclint:no-build-and-image"]
package policies.compose.build_and_image

import data.policies.lib

deny contains finding if {
	some service in input.services
	object.get(service, "build", null) != null
	image := service.image
	regex.match("[A-Za-z0-9]", image)
	object.get(service, "pull_policy", "") == ""
	finding := {
		"message": sprintf("service %s names image %s and builds one; write `pull_policy: build` or remove one of the two", [service.key, image]),
		"at": lib.at(service, ["image"]),
		"subject": service.at,
		"related": [{"at": lib.at(service, ["build"]), "message": "is built here"}],
	}
}

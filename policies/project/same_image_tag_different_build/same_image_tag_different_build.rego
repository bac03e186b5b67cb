# METADATA
# title: Two services build different images under one name
# description: >-
#   Whichever is built last gets the name, so that one service may run the image of the other.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/build/
#     description: "Compose file reference: build"
# custom:
#   severity: medium
#   confidence: high
#   category: build
#   applies_to: service
#   applies_if: ["build"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Give each build a name or tag of its own, or build once and let the other service use `image` alone.
#   cwe: [694]
package policies.project.same_image_tag_different_build

import data.policies.lib

deny contains finding if {
	some service in input.services
	is_string(service.facts.build)
	name := object.get(service, "image", null)
	is_string(name)
	others := [other |
		some other in input.services
		other.key < service.key
		is_string(other.facts.build)
		object.get(other, "image", null) == name
		other.facts.build != service.facts.build
	]
	finding := {
		"message": sprintf("service %s builds %s, and so does service %s from something else; give one of them another name", [service.key, name, others[0].key]),
		"at": lib.at(service, ["image"]),
		"subject": service.at,
		"related": [{"at": lib.at(others[0], ["image"]), "message": "the same name"}],
	}
}

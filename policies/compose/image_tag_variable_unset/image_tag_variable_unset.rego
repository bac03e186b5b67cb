# METADATA
# title: The image's version comes from a variable that nothing sets
# description: >-
#   Docker takes a blank string for it. `app:${TAG}` becomes `app:`, which is refused, and `app${TAG}` becomes
#   `app`, which is silently the newest image.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/
#     description: "Compose: variable interpolation"
# custom:
#   severity: high
#   confidence: high
#   category: images
#   applies_to: service
#   applies_if: ["image"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Set the variable in `.env`, give a default, or refuse to start without it:
#       image: app:${TAG:?set TAG to the version to run}
#   cwe: [1104]
#   aliases: []
package policies.compose.image_tag_variable_unset

import data.policies.lib

deny contains finding if {
	some variable in input.variables
	variable.state == "unset"
	not variable.of_caller
	is_string(variable.used_at)
	not _named_by_samples[variable.name]
	service := _by_image[variable.used_at]
	finding := {
		"message": sprintf("the image of service %s uses %s, which nothing sets; set it in .env or write ${%s:?…}", [service.key, variable.name, variable.name]),
		"at": variable.used_at,
		"outcome": "review",
		"subject": service.at,
	}
}

_by_image[at] := service if {
	some service in input.services
	at := lib.at(service, ["image"])
}

# A sample says that whoever installs it sets the variable.
_named_by_samples contains name if {
	some file in input.env_files
	file.sample
	some assignment in file.assignments
	name := assignment.key
}

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
	some name, found in _uses
	not _named_by_samples[name]
	uses := sort(found)
	others := array.slice(uses, 1, count(uses))
	finding := {
		"message": sprintf("the image of service %s%s uses %s, which nothing sets; set it in .env or write ${%s:?…}", [uses[0].service, _more(count(others)), name, name]),
		"at": uses[0].at,
		"subject": uses[0].subject,
		# The shell that starts the project may have it.
		"outcome": "review",
		"related": [{"at": use.at, "message": sprintf("used by service %s as well", [use.service])} | some use in array.slice(others, 0, 5)],
	}
}

_more(number) := "" if number == 0

_more(number) := sprintf(" (and %d more)", [number]) if number > 0

# Variables that nothing sets, each with the images that it is a part of.
_uses[variable.name] contains use if {
	some variable in input.variables
	variable.state == "unset"
	not variable.of_caller
	is_string(variable.used_at)
	service := _by_image[variable.used_at]
	use := {"at": variable.used_at, "service": service.key, "subject": service.at}
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

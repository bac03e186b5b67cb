# METADATA
# title: Nothing sets a variable of the Compose file
# description: >-
#   The project brings an env file, which does not set the variable, and the place of use has no default, so Compose warns
#   and takes an empty text: an image without tag, an empty password, a port that the engine picks. The shell that starts the
#   project may set it, so it is a question. Without an env file it is told as a gap alone.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/
#     description: Interpolation in Compose
# custom:
#   severity: medium
#   confidence: medium
#   category: environment
#   applies_to: project
#   applies_if: ["variables"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Set the variable in `.env`, give it a default (`${VAR:-value}`), or stop without it (`${VAR:?set VAR}`).
#   cwe: [1188]
package policies.project.env_unset_variable

import data.policies.lib.secret

deny contains finding if {
	some index, variable in input.variables
	# Else the shell may set it, and that nothing here does is told as a gap.
	_has_values
	# One finding for a variable is enough.
	index == _first[variable.name]
	not variable.name in _sampled
	not secret.swallows(variable)
	not variable.name in _names_of_images
	not variable.of_caller
	finding := {
		"message": sprintf("nothing here sets %s: it is empty unless the shell that starts the project has it; set it in `.env` or write `${%s:?set %s}`", [variable.name, variable.name, variable.name]),
		"at": variable.at,
		"outcome": "review",
	}
}

_unset[variable.name] contains index if {
	some index, variable in input.variables
	variable.state == "unset"
	# The default of one that has one is another matter.
	variable.operator == ""
}

_first := {name: min(places) | some name, places in _unset}

# An env file names it in a comment: whoever installs it may set it.
_sampled contains name if {
	some file in input.env_files
	some name in object.get(file, "mentions", [])
}

# A sample says that whoever installs it sets the variable.
_sampled contains key if {
	some file in input.env_files
	file.sample
	some assignment in file.assignments
	key := assignment.key
}

# Where the project brings an env file, that is where the variable is missing.
_has_values if {
	some file in input.env_files
	file.interpolation
}

# compose/image-tag-variable-unset speaks of what an image is named by.
_names_of_images contains name if {
	some variable in input.variables
	variable.operator == ""
	is_string(variable.used_at)
	variable.used_at in _images
	name := variable.name
}

_images contains each if {
	some service in input.services
	each := concat("", [service.at, "/image"])
}

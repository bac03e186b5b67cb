# METADATA
# title: Entrypoint of the service discards the command of the image
# description: >-
#   Where a Compose file sets `entrypoint`, the CMD of the image no longer counts. An entrypoint of one word that ends in
#   running its arguments has none to run then.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#entrypoint
#     description: Compose file reference
# custom:
#   severity: medium
#   confidence: medium
#   category: dependencies
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write the `command` of the image beside `entrypoint`.
package policies.project.entrypoint_drops_image_cmd

import data.policies.lib

deny contains finding if {
	some service in input.services
	entrypoint := object.get(service, "entrypoint", null)
	is_array(entrypoint)
	count(entrypoint) == 1
	object.get(service, "command", null) == null
	is_string(service.facts.build)
	effect := input.builds[service.facts.build].effect
	is_object(effect)
	is_object(effect.command)
	finding := {
		"message": sprintf("service %s sets `entrypoint: %s`, which discards the CMD of its image; write `command` too", [service.key, entrypoint[0]]),
		"at": lib.at(service, ["entrypoint"]),
		"subject": service.at,
		"related": [{"at": effect.command.at, "message": "the command that is discarded"}],
	}
}

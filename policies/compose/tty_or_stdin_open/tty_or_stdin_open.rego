# METADATA
# title: Service keeps a terminal or its input open
# description: >-
#   `tty` and `stdin_open` are for interactive use. In a running project they keep a way in for `docker attach`, turn off line
#   buffering and hide the end of the program from the engine.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#tty
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/compose-file/services/#stdin_open
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: high
#   category: hygiene
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Remove `tty` and `stdin_open`; for a session use `docker compose run --rm SERVICE sh`.
#   cwe: [489]
package policies.compose.tty_or_stdin_open

import data.policies.lib

deny contains finding if {
	some service in input.services
	some attribute in ["tty", "stdin_open"]
	object.get(service, attribute, false) == true
	finding := {
		"message": sprintf("service %s has `%s: true`, which is for interactive use; remove it", [service.key, attribute]),
		"at": lib.at(service, [attribute]),
		"subject": service.at,
	}
}

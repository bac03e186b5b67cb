# METADATA
# title: Port of the image is neither published nor named by anybody
# description: >-
#   The Dockerfile says that something listens there, but no service of the project uses it: a forgotten port for
#   metrics or debugging is open to every neighbour on the network.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#expose
#     description: "Dockerfile reference: EXPOSE"
# custom:
#   severity: info
#   confidence: low
#   category: ports
#   applies_to: service
#   applies_if: ["build"]
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Remove EXPOSE and the listener, or name the port where it is used.
#   cwe: [1068]
package policies.project.expose_without_consumer

import data.policies.lib.port
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	build := input.builds[service.facts.build]
	is_object(build.effect)
	some exposed in build.effect.exposed
	regex.match("^[0-9]+(/[a-z]+)?$", exposed.value)
	number := split(exposed.value, "/")[0]
	not _published(service, number)
	not _named(number)
	finding := {
		"message": sprintf("service %s listens on port %s by its image, but nothing publishes or names it; remove it where it is not needed", [service.key, exposed.value]),
		"at": service.at,
		"subject": service.at,
		"related": [{"at": exposed.at, "message": "the port"}],
	}
}

_published(service, number) if {
	some published in service.facts.ports
	port.has_target(published, to_number(number))
}

# In a setting, a command, a label or a healthcheck of any service.
_named(number) if {
	some service in input.services
	some text in _texts(service)
	regex.match(sprintf("(^|[^0-9])%s([^0-9]|$)", [number]), text)
}

_texts(service) := array.concat(
	[variable.value | some variable in service.facts.environment; is_string(variable.value)],
	array.concat(
		[word | some argv in [service.facts.entrypoint, service.facts.command, service.facts.healthcheck.test]; is_object(argv); some word in argv.words],
		[sprintf("%v", [label]) | some label in typed.map(service, "labels")],
	),
)

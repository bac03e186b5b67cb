# METADATA
# title: Published service reaches a datastore it does not use
# description: >-
#   A service that can be reached from beyond the host shares a network with a datastore that it neither depends on nor
#   names. Who breaks into the service finds the data of others one step away.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/networking/
#     description: Networking in Compose
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
#     description: OWASP Docker Security Cheat Sheet
# custom:
#   severity: medium
#   confidence: medium
#   category: exposure
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Give the datastore and the services that use it a network of their own; where the published service does use it,
#     say so with `depends_on`.
#   cwe: [668]
package policies.project.lateral_path_to_secret

import data.policies.lib.image
import data.policies.lib.port

deny contains finding if {
	some service in input.services
	kind := image.datastore(service)
	not port.exposed(service)
	entries := [other |
		some other in input.services
		port.exposed(other)
		_neighbours(service, other)
		not _uses(other, service)
	]
	count(entries) > 0
	finding := {
		"message": sprintf("service %s (%s) shares a network with published services that do not use it (%s); separate them", [service.key, kind, _listed(entries)]),
		"at": service.at,
		"subject": service.at,
		"related": [{"at": other.at, "message": "published beyond the host"} | some other in array.slice(entries, 0, 3)],
	}
}

_neighbours(service, other) if {
	some use in service.facts.networks
	some each in other.facts.networks
	use.key == each.key
}

# Who is linked to a service depends on it.
_uses(other, service) if service.key in other.facts.depends_on

_uses(other, service) if {
	some variable in other.facts.environment
	is_string(variable.value)
	_names(variable.value, service)
}

# A value that is hidden may be the address of the datastore.
_uses(other, _) if {
	some name, variable in other.facts.environment
	is_string(variable.value)
	variable.value == "***"
	regex.match("(URL|URI|DSN|CONNECTION)", upper(name))
}

_uses(other, service) if {
	some argv in [other.facts.entrypoint, other.facts.command]
	is_object(argv)
	some word in argv.words
	_names(word, service)
}

_names(text, service) if {
	some word in split(regex.replace(text, "[^A-Za-z0-9_.-]+", " "), " ")
	word in {service.key, object.get(service, "container_name", service.key), object.get(service, "hostname", service.key)}
}

# The first three by name, the rest by number.
_listed(entries) := concat(", ", [other.key | some other in entries]) if count(entries) < 4

_listed(entries) := sprintf("%s and %d more", [concat(", ", [other.key | some other in array.slice(entries, 0, 3)]), count(entries) - 3]) if count(entries) > 3

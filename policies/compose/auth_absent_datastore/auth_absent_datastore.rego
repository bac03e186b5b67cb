# METADATA
# title: Reachable datastore has no authentication
# description: >-
#   The datastore lets everybody in unless it is told otherwise, nothing here tells it, and its port is published
#   beyond this host. Such servers are emptied within hours.
# related_resources:
#   - ref: https://redis.io/docs/latest/operate/oss_and_stack/management/security/
#     description: "Redis: security"
#   - ref: https://www.mongodb.com/docs/manual/administration/security-checklist/
#     description: "MongoDB: security checklist"
# custom:
#   severity: critical
#   confidence: high
#   category: authentication
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Take the port back (`expose` is enough for services of the project) or bind it to this host, and set a login:
#       ports: ["127.0.0.1:6379:6379"]
#       command: sh -c 'exec redis-server --requirepass "$$(cat /run/secrets/redis)"'
#   cwe: [306]
#   absorbs: [compose/datastore-port-published, compose/port-all-interfaces]
package policies.compose.auth_absent_datastore

import data.policies.lib.credential
import data.policies.lib.image
import data.policies.lib.port as ports

deny contains finding if {
	some service in input.services
	is_null(service.facts.build)
	known := _open(service)
	some entry in service.facts.ports
	entry.reach in {"all", "address"}
	some port in ports.among(entry, known.ports)
	not _protected(service, known)
	finding := {
		"message": sprintf("service %s publishes port %d of a datastore that asks for no login; set %s or bind the port to 127.0.0.1", [service.key, port.target, known.hint]),
		"at": port.at,
		"subject": service.at,
	}
}

_open(service) := image.fact(data.known.open_datastores.images, image.runs(service))

# A variable, an option or a configuration of its own sets a login.
_protected(service, known) if {
	some key in known.variables
	credential.sets(service, key)
}

_protected(service, known) if {
	some argv in [service.facts.command, service.facts.entrypoint]
	is_object(argv)
	some word in argv.words
	some option in known.options
	contains(word, option)
}

# Options in a variable that the image hands to its server; one whose value is not known may hold them.
_protected(service, known) if {
	some key in known.flags
	given := service.facts.environment[key]
	not _harmless(given, known)
}

_protected(service, known) if credential.configured(service, known.config)

_harmless(given, known) if {
	is_string(given.value)
	given.value != ""
	every option in known.options {
		not contains(given.value, option)
	}
}

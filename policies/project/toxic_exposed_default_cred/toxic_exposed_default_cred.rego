# METADATA
# title: Published service has a login that everybody knows
# description: >-
#   The service can be reached from beyond the host, and its password is well known, guessable from its name, or the one
#   its image comes with. Scanners find such servers within hours.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: Compose file reference
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
#     description: "OWASP: secrets management"
# custom:
#   severity: critical
#   confidence: high
#   category: exposure
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Generate a password and mount it as a secret, and bind the port to 127.0.0.1 unless others must reach it.
#   cwe: [1392, 521]
package policies.project.toxic_exposed_default_cred

import data.policies.lib.credential
import data.policies.lib.image
import data.policies.lib.port
import data.policies.lib.secret

# A password that is set and that everybody knows.
deny contains finding if {
	some service in input.services
	_login_server(service)
	published := port.ordered([each | some each in service.facts.ports; port.beyond_host(service, each)])
	count(published) > 0
	weak := [candidate |
		some candidate in input.secret_candidates
		_concerns(candidate, service)
		candidate.class in {"literal", "default-literal"}
		secret.given(candidate)
		secret.guessable(candidate)
	]
	count(weak) > 0
	finding := {
		"message": sprintf("service %s is published on port %d with a password that everybody knows (%s); generate one or bind the port to 127.0.0.1", [service.key, published[0].target, weak[0].key]),
		"at": published[0].at,
		"subject": service.at,
		"related": [{"at": candidate.at, "message": "the password"} | some candidate in weak],
	}
}

# No password is set and the image has one of its own.
deny contains finding if {
	some service in input.services
	is_null(service.facts.build)
	published := port.ordered([each | some each in service.facts.ports; port.beyond_host(service, each)])
	count(published) > 0
	known := credential.known(service)
	login := known.implicit
	every key in known.unless {
		not credential.sets(service, key)
	}
	not _configured(service, known)
	finding := {
		"message": sprintf("service %s is published on port %d with the login of its image, %s; set %s or bind the port to 127.0.0.1", [service.key, published[0].target, login, known.unless[0]]),
		"at": published[0].at,
		"subject": service.at,
	}
}

_login_server(service) if is_string(image.datastore(service))

_login_server(service) if is_array(credential.known(service).keys)

# It sets the password of this service, in its environment or in an env file that it reads.
_concerns(candidate, service) if {
	candidate.place == "environment"
	candidate.subject == service.at
	_password_of(candidate, service)
}

_concerns(candidate, service) if {
	candidate.place == "env-file"
	some file in input.env_files
	file.at == candidate.subject
	service.key in file.used_by
	_password_of(candidate, service)
}

_password_of(candidate, service) if {
	candidate.key in credential.known(service).keys
	is_string(image.datastore(service))
}

# A program also holds passwords for the servers that it uses; those are not its own login.
_password_of(candidate, service) if {
	candidate.key in credential.known(service).keys
	not image.datastore(service)
	not regex.match("(DB_PASS|JDBC|DATABASE|^MYSQL_|^POSTGRES_|^ELASTICSEARCH_PASSWORD|MONGODB_ADMIN|^PASSWORD$)", candidate.key)
}

# A configuration of its own may set the login.
_configured(service, known) if {
	some directory in object.get(known, "config", [])
	some mount in service.facts.mounts
	target := object.get(mount, "target", null)
	is_string(target)
	startswith(target, directory)
}

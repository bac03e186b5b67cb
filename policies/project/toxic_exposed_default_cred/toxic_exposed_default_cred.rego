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
#   absorbs:
#     - compose/datastore-port-published
#     - compose/default-credential-implicit
#     - compose/default-credential-known-image
#     - compose/plain-env-instead-of-file
#     - compose/port-all-interfaces
#     - compose/weak-secret-value
package policies.project.toxic_exposed_default_cred

import data.policies.lib.credential
import data.policies.lib.image
import data.policies.lib.port
import data.policies.lib.secret
import data.policies.lib.service as services

# A password that is set and that everybody knows.
deny contains finding if {
	some service in input.services
	published := port.ordered([each | some each in service.facts.ports; port.beyond_host(service, each)])
	weak := [input.secret_candidates[index] | some index in _weak[service.at]]
	finding := {
		"message": sprintf("service %s is published on port %s with a password that everybody knows (%s); generate one or bind the port to 127.0.0.1", [service.key, port.target_text(published[0]), weak[0].key]),
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
	own := credential.implicit(service)
	finding := {
		"message": sprintf("service %s is published on port %s with the login of its image, %s; set %s, or bind the port to 127.0.0.1", [service.key, port.target_text(published[0]), own.login, own.key]),
		"at": published[0].at,
		"subject": service.at,
	}
}

# Passwords that everybody knows, by the service whose own they are: from its environment, or from an env file that it reads.
_weak[service.at] contains index if {
	some index, candidate in input.secret_candidates
	candidate.place == "environment"
	_guessable(candidate)
	service := services.by_at[candidate.subject]
	_password_of(candidate, service)
}

_weak[service.at] contains index if {
	some index, candidate in input.secret_candidates
	_guessable(candidate)
	some name in _files[candidate.subject].used_by
	service := input.services[name]
	_password_of(candidate, service)
}

_guessable(candidate) if {
	secret.given(candidate)
	secret.guessable(candidate)
}

_files := {file.at: file | some file in input.env_files}

_password_of(candidate, service) if {
	candidate.key in credential.known(service).keys
	is_string(image.datastore(service))
}

# A program also holds passwords for the servers that it uses; those are not its own login.
_password_of(candidate, service) if {
	candidate.key in credential.known(service).keys
	not regex.match("(DB_PASS|JDBC|DATABASE|^MYSQL_|^POSTGRES_|^ELASTICSEARCH_PASSWORD|MONGODB_ADMIN|^PASSWORD$)", candidate.key)
}

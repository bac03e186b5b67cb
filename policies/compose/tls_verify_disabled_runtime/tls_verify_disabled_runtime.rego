# METADATA
# title: Certificates are not checked at run time
# description: >-
#   A setting tells the program to accept every certificate, or to do without encryption where the server offers none.
#   Whoever stands between the two reads and changes what they say.
# related_resources:
#   - ref: https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue
#     description: "Node.js: NODE_TLS_REJECT_UNAUTHORIZED"
#   - ref: https://www.postgresql.org/docs/current/libpq-ssl.html
#     description: "PostgreSQL: SSL modes"
# custom:
#   severity: high
#   confidence: high
#   category: transport
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the setting and give the program the certificate of its own authority (`NODE_EXTRA_CA_CERTS`,
#     `SSL_CERT_FILE`, `sslrootcert` with `sslmode=verify-full`).
#   cwe: [295]
package policies.compose.tls_verify_disabled_runtime

import data.policies.lib
import data.policies.lib.image
import data.policies.lib.tls

deny contains finding if {
	some setting in _settings
	word := tls.off(setting.name, setting.value)
	not _between_services(setting, word)
	finding := {
		"message": sprintf("%s sets %s, so certificates are not checked; remove it and trust your own authority instead", [setting.who, word]),
		"at": setting.at,
		"subject": setting.subject,
		"severity": _severity(word),
	}
}

# Options that programs call so: `--insecure` by itself says nothing of certificates with some, but always of the connection.
deny contains finding if {
	some service in input.services
	some argv in [service.facts.entrypoint, service.facts.command]
	is_object(argv)
	startswith(argv.at, concat("", [service.at, "/"]))
	words := [word |
		some word in argv.words
		not _without_login(service, word)
		regex.match("^--(insecure|insecure-skip-tls-verify|insecure-skip-verify|tls-skip-verify|skip-tls-verify|no-check-certificate|tls-no-verify|ssl-no-verify)(=true)?$", word)
	]
	finding := {
		"message": sprintf("service %s runs with %s, so certificates are not checked; remove it and trust your own authority instead", [service.key, words[0]]),
		"at": lib.word_at(argv, words[0]),
		"subject": service.at,
	}
}

# Where the same word takes the login away, compose/auth-disabled tells it.
_without_login(service, word) if {
	some setting in data.known.authentication.options
	word in setting.words
	image.name(image.runs(service)) in object.get(setting, "images", [])
}

# `sslmode=disable` towards a database of the same project: images of databases come without certificates, and the network is the project's.
_between_services(setting, word) if {
	regex.match("(?i)ssl_?mode=(allow|disable)$", word)
	some name in _hosts(setting)
	input.services[name]
}

# A host that is called as the password is: a name of one word, so one of this network.
_between_services(setting, word) if {
	regex.match("(?i)ssl_?mode=(allow|disable)$", word)
	regex.match(`@\*\*\*[:/?]`, setting.value)
}

# The host of the URL itself, or what stands beside a variable of its own.
_hosts(setting) := {match[1] |
	some match in regex.find_all_string_submatch_n("(?:://|@)([A-Za-z0-9_.-]+)(?::[0-9]+)?(?:[/?]|$)", setting.value, -1)
} | {value |
	some other in _settings
	other.subject == setting.subject
	regex.match("(?i)host", other.name)
	value := other.value
}

# Without encryption between containers of one network there is less to read than with the world.
_severity(word) := "medium" if endswith(lower(word), "disable")

_severity(word) := "high" if not endswith(lower(word), "disable")

# Settings of services and of env files: what an env file gives to a service is told where it stands.
_settings := array.concat(
	[{"at": variable.at, "subject": service.at, "name": name, "value": variable.value, "who": sprintf("service %s", [service.key])} |
		some service in input.services
		some name, variable in service.facts.environment
		variable.source == "environment"
		is_string(variable.value)
	],
	[{"at": assignment.at, "subject": file.at, "name": assignment.key, "value": assignment.value, "who": file.path} |
		some file in input.env_files
		some assignment in file.assignments
		is_string(assignment.value)
	],
)

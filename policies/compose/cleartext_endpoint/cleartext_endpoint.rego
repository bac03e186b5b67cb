# METADATA
# title: Connection to another host is not encrypted
# description: >-
#   The address names a host outside of the project and a protocol without TLS, so logins and data cross the network in
#   the clear.
# related_resources:
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html
#     description: OWASP Transport Layer Security Cheat Sheet
# custom:
#   severity: medium
#   confidence: medium
#   category: transport
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Use the encrypted form: https, rediss, amqps, ldaps, ftps or sftp, smtps.
#   cwe: [319]
package policies.compose.cleartext_endpoint

import data.policies.lib.typed

deny contains finding if {
	some setting in _settings
	some match in regex.find_all_string_submatch_n("^(http|redis|amqp|ldap|ftp|smtp|mqtt)://(?:[^/@]*@)?([A-Za-z0-9.-]+)", setting.value, 1)
	host := lower(match[2])
	_elsewhere(host)
	not _told_in_the_env_file(setting)
	finding := {
		"message": sprintf("%s: %s connects to %s with %s; use %s", [setting.who, setting.name, host, match[1], _encrypted[match[1]]]),
		"at": setting.at,
		"subject": setting.subject,
	}
}

# A public name: with a dot, no address, no name of the project, of this machine, or set aside for examples and private networks.
_elsewhere(host) if {
	contains(host, ".")
	not regex.match("^[0-9.]+$", host)
	not regex.match("(^|[.])(localhost|local|internal|lan|home|corp|intranet|test|example|invalid|arpa|localdomain|docker|svc|cluster)$", host)
	not regex.match("(^|[.])(example[.](com|org|net)|www[.]w3[.]org|schemas[.].+)$", host)
	not host in {service.key | some service in input.services}
	not host in {name | some service in input.services; name := typed.text(service, "container_name")}
}

_encrypted := {"http": "https", "redis": "rediss", "amqp": "amqps", "ldap": "ldaps", "ftp": "sftp", "smtp": "smtps", "mqtt": "mqtts"}

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

# The value comes from an env file through a variable: it is told where it stands.
_told_in_the_env_file(setting) if {
	some variable in input.variables
	variable.used_at == setting.at
	variable.state == "set"
	some file in input.env_files
	some assignment in file.assignments
	assignment.key == variable.name
	assignment.value == setting.value
}

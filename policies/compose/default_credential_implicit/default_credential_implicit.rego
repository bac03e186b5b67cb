# METADATA
# title: Image runs with its factory login because none is set
# description: >-
#   The image falls back to a login that its documentation names when the variable for it is missing. Scanners try
#   it first.
# related_resources:
#   - ref: https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/#admin_password
#     description: "Grafana: default login"
#   - ref: https://www.rabbitmq.com/docs/access-control#default-state
#     description: "RabbitMQ: default user"
# custom:
#   severity: high
#   confidence: high
#   category: secrets
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Set the login, from a mounted secret where the image can read one:
#       environment:
#         GF_SECURITY_ADMIN_PASSWORD__FILE: /run/secrets/grafana_admin
#       secrets: [grafana_admin]
#   cwe: [1392]
package policies.compose.default_credential_implicit

import data.policies.lib
import data.policies.lib.credential

deny contains finding if {
	some service in input.services
	is_null(service.facts.build)
	known := credential.known(service)
	login := known.implicit
	every key in known.unless {
		not credential.sets(service, key)
	}
	not _configured(service, known)
	not _sets_itself(service, known)
	finding := {
		"message": sprintf("service %s sets no login, so its image takes %s; set %s", [service.key, login, known.unless[0]]),
		"at": lib.at(service, ["environment"]),
		"subject": service.at,
	}
}

# A configuration of its own may set the login.
_configured(service, known) if {
	some directory in object.get(known, "config", [])
	some mount in service.facts.mounts
	target := object.get(mount, "target", null)
	is_string(target)
	startswith(target, directory)
}

# Its command sets the login before the program starts.
_sets_itself(service, known) if {
	some argv in [service.facts.entrypoint, service.facts.command]
	is_object(argv)
	some word in argv.words
	some key in known.unless
	contains(word, concat("", [key, "="]))
}

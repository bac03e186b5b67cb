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
	own := credential.implicit(service)
	finding := {
		"message": sprintf("service %s sets no login, so its image takes %s; set %s", [service.key, own.login, own.key]),
		"at": lib.at(service, ["environment"]),
		"subject": service.at,
	}
}

# METADATA
# title: Services are linked the old way
# description: >-
#   Links are a legacy of the default bridge. In a network services find each other by name, links add nothing, and
#   `external_links` tie the project to containers nobody declares.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#links
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/network/links/
#     description: Legacy container links
# custom:
#   severity: info
#   confidence: high
#   category: hygiene
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Remove `links` and `external_links`; use the name of the service, `depends_on` for the order, and `networks: {default:
#     {aliases: [database]}}` for another name.
#   cwe: [477]
package policies.compose.links_deprecated

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	some attribute in ["links", "external_links"]
	count(typed.list(service, attribute)) > 0
	finding := {
		"message": sprintf("service %s uses `%s`; use the name of the other service in a shared network", [service.key, attribute]),
		"at": lib.at(service, [attribute]),
		"subject": service.at,
	}
}

# METADATA
# title: Service asks a resolver of its own
# description: >-
#   Who answers name queries decides where connections go and sees every name. A resolver of its own goes past the filtering and
#   logging of the organisation.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#dns
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: high
#   category: networks
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Remove `dns`, or allow the resolver: `params: {compose/dns-not-allowed: {allow: ["192.0.2.53"]}}` in plimsoll.yaml.
#   cwe: [350]
#   params:
#     allow:
#       default: []
#       description: "Addresses of resolvers that services may use."
package policies.compose.dns_not_allowed

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	some i, address in typed.list(service, "dns")
	not address in data.params.compose.dns_not_allowed.allow
	not _of_the_project(address)
	finding := {
		"message": sprintf("service %s asks the resolver %s, which is not on the list; remove `dns` or allow it", [service.key, address]),
		"at": lib.at(service, ["dns", i]),
		"subject": service.at,
	}
}

# A service of the project has that address.
_of_the_project(address) if {
	some service in input.services
	some attachment in service.networks
	is_object(attachment)
	attachment.ipv4_address == address
}

_of_the_project(address) if {
	some service in input.services
	some attachment in service.networks
	is_object(attachment)
	attachment.ipv6_address == address
}

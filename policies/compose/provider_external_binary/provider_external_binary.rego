# METADATA
# title: Service runs a program on the host
# description: >-
#   For a service with a `provider`, `docker compose up` looks for a program of that name and runs it on the host with the rights
#   of the caller. Whoever can change the file or the search path runs code there.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#provider
#     description: Compose file reference
#   - ref: https://docs.docker.com/compose/how-tos/provider-services/
#     description: Use provider services
# custom:
#   severity: medium
#   confidence: high
#   category: privileges
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the service, or allow the provider after a review: `params: {compose/provider-external-binary: {allow: [model,
#     my-provider]}}` in plimsoll.yaml.
#   cwe: [427, 829]
#   params:
#     allow:
#       default: ["model"]
#       description: "Types of providers that may run; `model` is part of Docker."
package policies.compose.provider_external_binary

import data.policies.lib

deny contains finding if {
	some service in input.services
	type := object.get(service, ["provider", "type"], null)
	is_string(type)
	not type in data.params.compose.provider_external_binary.allow
	finding := {
		"message": sprintf("service %s makes `docker compose up` run the program %s on the host; remove it or allow the provider", [service.key, type]),
		"at": lib.at(service, ["provider", "type"]),
		"subject": service.at,
	}
}

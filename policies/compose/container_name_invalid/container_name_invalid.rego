# METADATA
# title: Name of the container is invalid
# description: >-
#   The engine takes names of letters, digits, `_`, `.` and `-` that begin with a letter or digit, and refuses others.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#container_name
#     description: Compose file reference
# custom:
#   severity: high
#   confidence: high
#   category: hygiene
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Write a name such as `container_name: shop-web`, or remove it.
#   cwe: [1188]
#   aliases: ["dclint:service-container-name-regex"]
package policies.compose.container_name_invalid

import data.policies.lib
import data.policies.lib.service as services

deny contains finding if {
	some service in input.services
	name := object.get(service, "container_name", null)
	is_string(name)
	name != ""
	not regex.match("^[a-zA-Z0-9][a-zA-Z0-9_.-]+$", name)
	not lib.at(service, ["container_name"]) in services.unset_at
	finding := {
		"message": sprintf("service %s: the engine refuses the container name %q; use letters, digits, `_`, `.` and `-`", [service.key, name]),
		"at": lib.at(service, ["container_name"]),
		"subject": service.at,
	}
}

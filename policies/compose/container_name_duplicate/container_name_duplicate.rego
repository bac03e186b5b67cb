# METADATA
# title: Two containers have the same name
# description: >-
#   Names of containers are unique on a host. The second one fails to start.
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
#     Remove `container_name`, so that Compose names the containers by project and service, or give each its own.
#   cwe: [1188]
#   aliases: ["dclint:no-duplicate-container-names"]
package policies.compose.container_name_duplicate

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	name := typed.text(service, "container_name")
	name != ""
	some other in input.services
	other.key < service.key
	typed.text(other, "container_name") == name
	_together(service, other)
	finding := {
		"message": sprintf("service %s has the container name %s, as has %s; remove one", [service.key, name, other.key]),
		"at": lib.at(service, ["container_name"]),
		"subject": service.at,
		"related": [{"at": lib.at(other, ["container_name"]), "message": sprintf("the name of %s", [other.key])}],
	}
}

# Variants of a service in different profiles are not started together.
_together(service, other) if {
	service.active
	other.active
}

_together(service, other) if {
	some profile in typed.list(service, "profiles")
	profile in typed.list(other, "profiles")
}

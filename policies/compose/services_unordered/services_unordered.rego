# METADATA
# title: Services are not in alphabetical order
# description: >-
#   In a fixed order a service is found at once, and two branches that add one do not collide at the end of the file.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/
#     description: Compose file reference
# custom:
#   severity: info
#   confidence: high
#   category: style
#   applies_to: project
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Sort the services by name.
#   aliases: ["dclint:services-alphabetical-order"]
package policies.compose.services_unordered

deny contains finding if {
	some file in input.compose_files
	some i, service in file.services
	service.key < file.services[i - 1].key
	finding := {
		"message": sprintf("service %s stands after %s; sort the services by name", [service.key, file.services[i - 1].key]),
		"at": service.at,
		"subject": input.at,
	}
}

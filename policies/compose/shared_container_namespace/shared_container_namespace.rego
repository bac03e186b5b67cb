# METADATA
# title: Container shares a namespace with another container
# description: >-
#   With `network_mode`, `pid` or `ipc` of another container both are one target: the weaker one opens the stronger. A container
#   outside of the project is judged by nobody here.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#network_mode
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/compose-file/services/#pid
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/compose-file/services/#ipc
#     description: Compose file reference
# custom:
#   severity: medium
#   confidence: high
#   category: namespaces
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Remove the attribute and let the two talk over a network or a volume of their own.
#   cwe: [668]
package policies.compose.shared_container_namespace

import data.policies.lib

deny contains finding if {
	some service in input.services
	some attribute in ["network_mode", "pid", "ipc"]
	value := object.get(service, attribute, "")
	is_string(value)
	kind := _kind(value)
	finding := {
		"message": sprintf("service %s shares its %s namespace with %s (`%s: %s`); give it one of its own", [service.key, trim_suffix(attribute, "_mode"), kind.what, attribute, value]),
		"at": lib.at(service, [attribute]),
		"subject": service.at,
		"severity": kind.severity,
	}
}

_kind(value) := {"what": "a container outside of the project", "severity": "medium"} if startswith(value, "container:")

# Side-cars are built like this on purpose, and the other service is judged too.
_kind(value) := {"what": "another service", "severity": "low"} if startswith(value, "service:")

# METADATA
# title: Limit is written twice with different values
# description: >-
#   The short attribute and the one below `deploy.resources.limits` mean the same limit. Compose refuses a file in which they
#   differ, and a reader trusts the one he sees first.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/#resources
#     description: Compose deploy specification, resources
#   - ref: https://docs.docker.com/reference/compose-file/services/#mem_limit
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: high
#   category: resources
#   applies_to: service
#   applies_if: ["deploy.resources.limits", "deploy.resources.reservations.memory"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Keep one of the two, such as `deploy: {resources: {limits: {memory: 512M}}}`.
#   cwe: [1188]
package policies.compose.limit_keys_disagree

import data.policies.lib

deny contains finding if {
	some service in input.services
	some pair in [
		{"short": "mem_limit", "long": ["deploy", "resources", "limits", "memory"]},
		{"short": "cpus", "long": ["deploy", "resources", "limits", "cpus"]},
		{"short": "pids_limit", "long": ["deploy", "resources", "limits", "pids"]},
		{"short": "mem_reservation", "long": ["deploy", "resources", "reservations", "memory"]},
	]
	one := object.get(service, pair.short, null)
	other := object.get(service, pair.long, null)
	_amount(one) != _amount(other)
	finding := {
		"message": sprintf("service %s writes %s %v and %s %v; keep one of the two", [service.key, pair.short, one, concat(".", pair.long), other]),
		"at": lib.at(service, [pair.short]),
		"subject": service.at,
		"related": [{"at": lib.at(service, pair.long), "message": "says otherwise"}],
	}
}

# Numbers compare by value, whatever their spelling; sizes stand in bytes.
_amount(value) := value if is_number(value)

_amount(value) := to_number(value) if {
	is_string(value)
	regex.match("^-?[0-9]+(\\.[0-9]+)?$", value)
}

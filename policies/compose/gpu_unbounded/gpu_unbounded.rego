# METADATA
# title: Service takes all graphics cards
# description: >-
#   `all` takes every card of whatever host the project runs on, so that a second service, or a second project, has none.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/gpu-support/
#     description: GPU access with Compose
#   - ref: https://docs.docker.com/reference/compose-file/services/#gpus
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: high
#   category: resources
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Name a number or the cards: `count: 1` or `device_ids: ["0"]`.
#   cwe: [770]
package policies.compose.gpu_unbounded

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	some place in [["gpus"], ["deploy", "resources", "reservations", "devices"]]
	requests := object.get(service, place, [])
	is_array(requests)
	some i, request in requests
	is_object(request)
	_all(request)
	finding := {
		"message": sprintf("service %s takes all graphics cards; write a `count` or `device_ids`", [service.key]),
		"at": lib.at(service, array.concat(place, [i, "count"])),
		"subject": service.at,
	}
}

_all(request) if object.get(request, "count", null) == -1

# Neither a number nor cards: all of them.
_all(request) if {
	object.get(request, "count", null) == null
	count(typed.list(request, "device_ids")) == 0
}

# METADATA
# title: Default capabilities are kept
# description: >-
#   The engine gives every container fourteen capabilities, among them NET_RAW, SETUID, DAC_OVERRIDE and MKNOD. Most processes
#   need none of them, and each widens what an attacker can do.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#cap_drop
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities
#     description: Runtime privilege and Linux capabilities
# custom:
#   severity: medium
#   confidence: high
#   category: capabilities
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write `cap_drop: [ALL]` and give back what the process needs, such as `cap_add: [NET_BIND_SERVICE]`.
#   cwe: [250]
#   absorbs: [compose/cap-add-without-drop]
#   aliases: ["compose-lint:CL-0006", "kics:ce76b7d0-9e77-464d-b86f-c5c48e03e22d"]
package policies.compose.cap_drop_all_missing

import data.policies.lib
import data.policies.lib.service as containers

deny contains finding if {
	some service in containers.containers
	not service.facts.capabilities.drops_all
	finding := {
		"message": sprintf("service %s keeps the default capabilities; write `cap_drop: [ALL]` and add back only what it needs", [service.key]),
		"at": lib.at(service, ["cap_drop"]),
		"subject": service.at,
		"related": [{"at": lib.at(service, ["cap_add"]), "message": "added on top of them"} | count(service.facts.capabilities.add) > 0],
	}
}

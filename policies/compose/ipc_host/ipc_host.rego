# METADATA
# title: Container shares the shared memory of the host
# description: >-
#   The container reads and writes shared memory segments and queues of every process of the host, databases among them.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#ipc
#     description: Compose file reference
# custom:
#   severity: high
#   confidence: high
#   category: namespaces
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `ipc: host`; for more shared memory write `shm_size: 1g`, to share with one service `ipc: "service:web"`.
#   cwe: [668]
#   aliases: ["compose-lint:CL-0010", "kics:baa3890f-bed7-46f5-ab8f-1da8fc91c729"]
package policies.compose.ipc_host

import data.policies.lib

deny contains finding if {
	some service in input.services
	object.get(service, "ipc", "") == "host"
	finding := {
		"message": sprintf("service %s shares the shared memory of the host (`ipc: host`); remove `ipc`", [service.key]),
		"at": lib.at(service, ["ipc"]),
		"subject": service.at,
	}
}

# METADATA
# title: Service is handed the engine API
# description: >-
#   `use_api_socket: true` mounts the socket of the engine and the registry credentials of the user who starts the project.
#   Whoever controls the process starts privileged containers on the host and pushes images in that name.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#use_api_socket
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/security/protect-access/
#     description: Protect the Docker daemon socket
# custom:
#   severity: critical
#   confidence: high
#   category: privileges
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `use_api_socket`; let the service talk to a proxy that allows only the calls it needs.
#   cwe: [250, 668]
package policies.compose.use_api_socket

import data.policies.lib

deny contains finding if {
	some service in input.services
	object.get(service, "use_api_socket", false) == true
	finding := {
		"message": sprintf("service %s gets the engine API and the registry credentials; remove `use_api_socket`", [service.key]),
		"at": lib.at(service, ["use_api_socket"]),
		"subject": service.at,
	}
}

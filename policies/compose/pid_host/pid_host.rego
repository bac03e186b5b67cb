# METADATA
# title: Container shares the processes of the host
# description: >-
#   The container sees all processes of the host with their arguments and environment, and with the right capability signals,
#   traces or enters them.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#pid
#     description: Compose file reference
# custom:
#   severity: high
#   confidence: high
#   category: namespaces
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `pid: host`; to watch another service, share its namespace only: `pid: "service:web"`.
#   cwe: [668]
#   aliases: ["compose-lint:CL-0010", "kics:4f31dd9f-2cc3-4751-9b53-67e4af83dac0"]
package policies.compose.pid_host

import data.policies.lib

deny contains finding if {
	some service in input.services
	object.get(service, "pid", "") == "host"
	finding := {
		"message": sprintf("service %s shares the processes of the host (`pid: host`); remove `pid`", [service.key]),
		"at": lib.at(service, ["pid"]),
		"subject": service.at,
	}
}

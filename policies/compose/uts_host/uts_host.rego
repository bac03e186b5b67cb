# METADATA
# title: Container shares the host name of the host
# description: >-
#   With SYS_ADMIN the container renames the host; with the default capabilities it only learns its name. The CIS Docker Benchmark
#   wants it separate.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#uts
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: high
#   category: namespaces
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Remove `uts: host`; set the name of the container with `hostname`.
#   cwe: [668]
package policies.compose.uts_host

import data.policies.lib

deny contains finding if {
	some service in input.services
	object.get(service, "uts", "") == "host"
	finding := {
		"message": sprintf("service %s shares the host name of the host (`uts: host`); remove `uts`", [service.key]),
		"at": lib.at(service, ["uts"]),
		"subject": service.at,
	}
}

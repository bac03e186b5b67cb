# METADATA
# title: Memory is not limited
# description: >-
#   A leak or an attack that fills the memory makes the kernel kill processes, often those of other containers or of the host.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/#resources
#     description: "Compose deploy specification: resources"
#   - ref: https://docs.docker.com/engine/containers/resource_constraints/
#     description: Resource constraints
# custom:
#   severity: medium
#   confidence: high
#   category: resources
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Measure the service under load (`docker stats`) and write its peak with headroom: `mem_limit: 512m`.
#   cwe: [770]
#   aliases: ["compose-lint:CL-0026", "kics:bb9ac4f7-e13b-423d-a010-c74a1bfbe492"]
package policies.compose.mem_limit_missing

import data.policies.lib
import data.policies.lib.service

deny contains finding if {
	some subject in service.containers
	not service.has_limit_attribute(subject, "memory")
	finding := {
		"message": sprintf("service %s has no limit of memory; write `mem_limit` or `deploy.resources.limits.memory`", [subject.key]),
		"at": lib.at(subject, ["mem_limit"]),
		"subject": subject.at,
	}
}

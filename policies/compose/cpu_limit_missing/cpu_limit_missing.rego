# METADATA
# title: Processor time is not limited
# description: >-
#   One busy or hijacked container (a miner, an endless loop) takes all processors from everything else on the host. Shares and
#   reservations do not hold it back.
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
#     Write how many processors the service may use: `cpus: 1.5`.
#   cwe: [770]
#   aliases: ["compose-lint:CL-0026", "kics:6b610c50-99fb-4ef0-a5f3-e312fd945bc3"]
package policies.compose.cpu_limit_missing

import data.policies.lib
import data.policies.lib.service

deny contains finding if {
	some subject in service.containers
	not service.has_limit_attribute(subject, "cpus")
	finding := {
		"message": sprintf("service %s has no limit of processor time; write `cpus` or `deploy.resources.limits.cpus`", [subject.key]),
		"at": lib.at(subject, ["cpus"]),
		"subject": subject.at,
	}
}

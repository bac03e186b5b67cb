# METADATA
# title: Number of processes is not limited
# description: >-
#   A fork bomb in one container uses up the process ids of the host, and nobody can log in to stop it.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/#resources
#     description: "Compose deploy specification: resources"
#   - ref: https://docs.docker.com/engine/containers/resource_constraints/
#     description: Resource constraints
# custom:
#   severity: low
#   confidence: high
#   category: resources
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Write a limit above what the service needs: `pids_limit: 200`.
#   cwe: [770]
#   aliases: ["compose-lint:CL-0012", "kics:221e0658-cb2a-44e3-b08a-db96a341d6fa"]
package policies.compose.pids_limit_missing

import data.policies.lib
import data.policies.lib.service

deny contains finding if {
	some subject in service.containers
	not service.has_limit_attribute(subject, "pids")
	finding := {
		"message": sprintf("service %s has no limit of processes; write `pids_limit` or `deploy.resources.limits.pids`", [subject.key]),
		"at": lib.at(subject, ["pids_limit"]),
		"subject": subject.at,
	}
}

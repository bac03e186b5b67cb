# METADATA
# title: Limit is written but limits nothing
# description: >-
#   The engine takes 0 and negative values as "no limit". The file looks as if the service were bounded, and it is not.
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
#   applies_if: ["mem_limit", "cpus", "cpu_quota", "pids_limit", "deploy.resources.limits"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Write a positive value, such as `mem_limit: 512m`, `cpus: 1.5` or `pids_limit: 200`, or remove the attribute.
#   cwe: [770]
#   aliases: ["compose-lint:CL-0026", "kics:221e0658-cb2a-44e3-b08a-db96a341d6fa"]
package policies.compose.limit_nonpositive

import data.policies.lib
import data.policies.lib.service

deny contains finding if {
	some subject in input.services
	some fact in ["memory", "cpus", "pids"]
	subject.facts.limits[fact] == null
	some written in service.limit_attributes(subject, fact)
	_is_amount(written.value)
	finding := {
		"message": sprintf("service %s: %s %v is no limit; write a positive value", [subject.key, concat(".", written.attribute), written.value]),
		"at": lib.at(subject, written.attribute),
		"subject": subject.at,
	}
}

# What is no amount at all is told when the file is loaded.
_is_amount(value) if is_number(value)

_is_amount(value) if {
	is_string(value)
	regex.match(`^-?[0-9.]+ *[a-zA-Z]{0,3}$`, value)
}

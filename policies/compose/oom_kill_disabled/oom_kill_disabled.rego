# METADATA
# title: Container is never stopped for lack of memory
# description: >-
#   With `oom_kill_disable` the kernel stops something else when memory runs out: another container or a service of the host.
#   Without a memory limit the host may hang.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#oom_kill_disable
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/containers/resource_constraints/
#     description: Resource constraints
# custom:
#   severity: medium
#   confidence: high
#   category: resources
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `oom_kill_disable` and give the service a memory limit that fits.
#   cwe: [770]
package policies.compose.oom_kill_disabled

import data.policies.lib

deny contains finding if {
	some service in input.services
	object.get(service, "oom_kill_disable", false) == true
	judged := _judged(service)
	finding := {
		"message": sprintf("service %s is never stopped for lack of memory%s; remove `oom_kill_disable`", [service.key, judged.addition]),
		"at": lib.at(service, ["oom_kill_disable"]),
		"subject": service.at,
		"severity": judged.severity,
	}
}

_judged(service) := {"severity": "high", "addition": " and has no memory limit"} if service.facts.limits.memory == null

_judged(service) := {"severity": "medium", "addition": ""} if service.facts.limits.memory != null

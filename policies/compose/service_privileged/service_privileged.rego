# METADATA
# title: Container runs in privileged mode
# description: >-
#   A privileged container has every capability, all devices of the host and no seccomp or AppArmor confinement. Whoever breaks
#   into the process owns the host.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#privileged
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities
#     description: Runtime privilege and Linux capabilities
# custom:
#   severity: critical
#   confidence: high
#   category: privileges
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `privileged: true`. Add only what the process needs: single capabilities with `cap_add: [NET_ADMIN]` or single
#     devices with `devices: ["/dev/ttyUSB0"]`.
#   cwe: [250]
#   absorbs: [project/lateral-path-to-host]
#   aliases: ["compose-lint:CL-0002", "kics:ae5b6871-7f45-42e0-bb4c-ab300c4d2026"]
package policies.compose.service_privileged

import data.policies.lib

deny contains finding if {
	some service in input.services
	service.facts.hardening.privileged
	finding := {
		"message": sprintf("service %s runs privileged; remove `privileged: true` and add only the capabilities it needs", [service.key]),
		"at": lib.at(service, ["privileged"]),
		"subject": service.at,
	}
}

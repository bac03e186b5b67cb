# METADATA
# title: Protected parts of /proc and /sys are exposed
# description: >-
#   The engine masks files such as /proc/kcore and mounts /proc/sys read-only. `systempaths=unconfined` exposes them, so that a
#   root process changes settings of the kernel for the whole host.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/docker/container/run/#security-opt
#     description: docker run --security-opt
# custom:
#   severity: high
#   confidence: high
#   category: confinement
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `systempaths=unconfined` from `security_opt`; set single kernel parameters of the container with `sysctls`.
#   cwe: [693]
package policies.compose.systempaths_unconfined

deny contains finding if {
	some service in input.services
	setting := service.facts.hardening.systempaths
	lower(setting.value) == "unconfined"
	finding := {
		"message": sprintf("service %s sees the masked parts of /proc and /sys; remove `systempaths=unconfined`", [service.key]),
		"at": setting.at,
		"subject": service.at,
	}
}

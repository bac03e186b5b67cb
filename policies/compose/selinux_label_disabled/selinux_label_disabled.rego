# METADATA
# title: SELinux separation is switched off for the container
# description: >-
#   SELinux keeps containers from the files of the host and of each other. `label:disable` and the super-privileged type spc_t
#   take that separation away.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#security_opt
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/containers/run/#security-configuration
#     description: Security configuration
# custom:
#   severity: high
#   confidence: high
#   category: confinement
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the entry from `security_opt`; where a bind mount is not accessible, relabel it with `:z` or `:Z`.
#   cwe: [693]
#   aliases: ["compose-lint:CL-0009"]
package policies.compose.selinux_label_disabled

deny contains finding if {
	some service in input.services
	some label in service.facts.hardening.labels
	lower(label.value) in {"disable", "type:spc_t"}
	finding := {
		"message": sprintf("service %s runs without SELinux separation (`label:%s`); remove the entry", [service.key, label.value]),
		"at": label.at,
		"subject": service.at,
	}
}

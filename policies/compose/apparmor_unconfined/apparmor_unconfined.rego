# METADATA
# title: AppArmor is switched off for the container
# description: >-
#   The profile docker-default keeps a container from mounting filesystems and from writing to sensitive files of /proc and /sys.
#   `apparmor:unconfined` takes it away.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#security_opt
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/security/apparmor/
#     description: AppArmor profiles for Docker
# custom:
#   severity: high
#   confidence: high
#   category: confinement
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the entry from `security_opt`, or name a profile that is loaded on the host: `apparmor:my-profile`.
#   cwe: [693]
#   aliases: ["compose-lint:CL-0009"]
package policies.compose.apparmor_unconfined

deny contains finding if {
	some service in input.services
	setting := service.facts.hardening.apparmor
	lower(setting.value) == "unconfined"
	finding := {
		"message": sprintf("service %s runs without an AppArmor profile; remove `apparmor:unconfined`", [service.key]),
		"at": setting.at,
		"subject": service.at,
	}
}

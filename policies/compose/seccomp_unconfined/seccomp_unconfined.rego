# METADATA
# title: System calls are not filtered
# description: >-
#   The default seccomp profile blocks about 44 system calls that containers do not need and exploits do. `seccomp:unconfined`
#   opens all of them.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#security_opt
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/security/seccomp/
#     description: Seccomp profiles for Docker
# custom:
#   severity: high
#   confidence: high
#   category: confinement
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the entry from `security_opt`; where single system calls are missing, write a profile that adds them:
#     `seccomp:./profile.json`.
#   cwe: [693]
#   aliases: ["compose-lint:CL-0009", "kics:404fde2c-bc4b-4371-9747-7054132ac953"]
package policies.compose.seccomp_unconfined

deny contains finding if {
	some service in input.services
	setting := service.facts.hardening.seccomp
	lower(setting.value) == "unconfined"
	finding := {
		"message": sprintf("service %s runs without a seccomp profile; remove `seccomp:unconfined`", [service.key]),
		"at": setting.at,
		"subject": service.at,
	}
}

# METADATA
# title: No seccomp, AppArmor or SELinux profile of its own
# description: >-
#   The profiles of the engine fit every container and are therefore wide. A profile written for the service allows only what it
#   does.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#security_opt
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/security/seccomp/
#     description: Seccomp profiles for Docker
#   - ref: https://docs.docker.com/engine/security/apparmor/
#     description: AppArmor profiles for Docker
# custom:
#   severity: info
#   confidence: high
#   category: confinement
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Write a profile and name it: `security_opt: ["seccomp:./seccomp.json", "apparmor:my-profile"]`.
#   cwe: [693]
#   aliases: ["kics:610e266e-6c12-4bca-9925-1ed0cd29742b"]
package policies.compose.security_profile_not_set

import data.policies.lib
import data.policies.lib.service as containers

deny contains finding if {
	some service in containers.containers
	hardening := service.facts.hardening
	hardening.seccomp == null
	hardening.apparmor == null
	count(hardening.labels) == 0
	finding := {
		"message": sprintf("service %s has no security profile of its own; write `security_opt: [\"seccomp:./profile.json\"]`", [service.key]),
		"at": lib.at(service, ["security_opt"]),
		"subject": service.at,
	}
}

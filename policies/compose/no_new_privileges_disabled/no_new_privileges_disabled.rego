# METADATA
# title: Protection against new privileges is switched off
# description: >-
#   `no-new-privileges:false` switches the protection off even where the daemon has it on for all containers, so that a setuid
#   program makes an unprivileged process root.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#security_opt
#     description: Compose file reference
#   - ref: https://docs.kernel.org/userspace-api/no_new_privs.html
#     description: The kernel about no_new_privs
# custom:
#   severity: high
#   confidence: high
#   category: privileges
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Write `security_opt: ["no-new-privileges:true"]`; where several entries say something about it, the last one counts.
#   cwe: [250, 269]
#   aliases: ["compose-lint:CL-0003", "kics:27fcc7d6-c49b-46e0-98f1-6c082a6a2750"]
package policies.compose.no_new_privileges_disabled

deny contains finding if {
	some service in input.services
	setting := service.facts.hardening.no_new_privileges
	setting.value == false
	finding := {
		"message": sprintf("service %s switches the protection against new privileges off; write `no-new-privileges:true`", [service.key]),
		"at": setting.at,
		"subject": service.at,
	}
}

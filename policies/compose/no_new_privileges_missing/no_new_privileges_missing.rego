# METADATA
# title: Processes may gain privileges
# description: >-
#   Without `no-new-privileges` a setuid program in the image, su, sudo or a flawed helper turns an unprivileged process into
#   root.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#security_opt
#     description: Compose file reference
#   - ref: https://docs.kernel.org/userspace-api/no_new_privs.html
#     description: The kernel about no_new_privs
# custom:
#   severity: medium
#   confidence: high
#   category: privileges
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write `security_opt: ["no-new-privileges:true"]`.
#   cwe: [250, 269]
#   aliases: ["compose-lint:CL-0003", "kics:27fcc7d6-c49b-46e0-98f1-6c082a6a2750"]
package policies.compose.no_new_privileges_missing

import data.policies.lib
import data.policies.lib.service as containers

deny contains finding if {
	some service in containers.containers
	service.facts.hardening.no_new_privileges == null
	finding := {
		"message": sprintf("service %s may gain privileges through setuid programs; write `security_opt: [\"no-new-privileges:true\"]`", [service.key]),
		"at": lib.at(service, ["security_opt"]),
		"subject": service.at,
	}
}

# METADATA
# title: Root filesystem is writable
# description: >-
#   On a writable root filesystem an attacker replaces programs, drops tools and keeps them until the container is recreated.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#read_only
#     description: Compose file reference
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
#     description: OWASP Docker Security Cheat Sheet
# custom:
#   severity: low
#   confidence: high
#   category: filesystem
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write `read_only: true` and give the process the places it writes to: `tmpfs: ["/tmp", "/run"]` and volumes for data.
#   cwe: [732]
#   aliases: ["compose-lint:CL-0007"]
package policies.compose.read_only_rootfs_missing

import data.policies.lib
import data.policies.lib.service as containers

deny contains finding if {
	some service in containers.containers
	not service.facts.hardening.read_only
	finding := {
		"message": sprintf("service %s has a writable root filesystem; write `read_only: true`, and a tmpfs or volume for each place it writes to", [service.key]),
		"at": lib.at(service, ["read_only"]),
		"subject": service.at,
	}
}

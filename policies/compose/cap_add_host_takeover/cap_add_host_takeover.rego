# METADATA
# title: Added capability hands over the host
# description: >-
#   SYS_ADMIN mounts filesystems and rewrites cgroups, SYS_MODULE loads kernel modules, SYS_RAWIO reads and writes physical
#   memory, ALL is all of them. Each is a documented way out of the container.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#cap_add
#     description: Compose file reference
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
#     description: capabilities(7)
# custom:
#   severity: critical
#   confidence: high
#   category: capabilities
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the capability from `cap_add`. What needs it (mounting, loading modules) belongs on the host or behind a narrower
#     capability such as NET_ADMIN or SYS_PTRACE.
#   cwe: [250]
#   absorbs: [compose/cap-add-not-allowed, project/lateral-path-to-host]
#   aliases: ["compose-lint:CL-0024", "kics:ce76b7d0-9e77-464d-b86f-c5c48e03e22d"]
#   params:
#     capabilities:
#       default: ["ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO"]
#       description: "Capabilities that hand over the host."
package policies.compose.cap_add_host_takeover

deny contains finding if {
	some service in input.services
	some capability in service.facts.capabilities.add
	capability.name in data.params.compose.cap_add_host_takeover.capabilities
	finding := {
		"message": sprintf("service %s adds capability %s, with which it can take over the host; remove it from `cap_add`", [service.key, capability.name]),
		"at": capability.at,
		"subject": service.at,
	}
}

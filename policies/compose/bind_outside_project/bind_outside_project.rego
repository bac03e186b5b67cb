# METADATA
# title: Files outside of the repository are mounted
# description: >-
#   What lies outside of the repository is neither reviewed nor versioned with the project, differs between hosts, and may hold
#   more than the service should see.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/bind-mounts/
#     description: Bind mounts
# custom:
#   severity: medium
#   confidence: medium
#   category: mounts
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Keep the files in the project (`./conf:/etc/web:ro`), data in a named volume (`data:/data`), and secrets in `secrets`.
#   cwe: [668]
#   params:
#     allow:
#       default: ["/etc/localtime", "/etc/timezone", "/dev", "/lib/modules", "/proc", "/sys", "/usr/lib/modules"]
#       description: "Paths of the host that are fine, or that other rules judge, with all below them."
package policies.compose.bind_outside_project

import data.policies.lib.mount
import data.policies.lib.path

deny contains finding if {
	some service in input.services
	some mounted in service.facts.mounts
	mounted.kind == "bind"
	host := mount.of_host(mounted)
	regex.match("^(/.|~|[.][.](/|$))", host)
	not _allowed(host)
	not mount.control_sockets(mounted)
	not _unknown(mounted)
	finding := {
		"message": sprintf("service %s mounts %s, which lies outside of the repository; move it below the project directory or into a volume", [service.key, mounted.host_path]),
		"at": mount.source_at(mounted),
		"subject": service.at,
	}
}

_allowed(host) if {
	some place in data.params.compose.bind_outside_project.allow
	path.within(host, place)
}

# What it starts with is a variable that nothing sets, so where it lies is not known; `$PWD` is the project directory.
_unknown(mounted) if {
	some variable in input.variables
	variable.state == "unset"
	is_string(variable.used_at)
	startswith(variable.used_at, mounted.at)
}

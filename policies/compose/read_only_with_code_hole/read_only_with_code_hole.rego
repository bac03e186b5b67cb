# METADATA
# title: Read-only filesystem has a writable place for code
# description: >-
#   `read_only: true` keeps an attacker from changing programs. A writable mount over the directory the programs lie in gives
#   exactly that back.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#read_only
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/storage/bind-mounts/
#     description: Bind mounts
# custom:
#   severity: medium
#   confidence: high
#   category: filesystem
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Mount the code with `:ro`, and give the process other directories to write to: `tmpfs: ["/tmp"]` and volumes for data.
#   cwe: [732]
#   params:
#     directories:
#       default: ["/", "/app", "/bin", "/lib", "/opt", "/sbin", "/srv/app", "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/usr/local/bin", "/usr/local/lib", "/usr/sbin", "/usr/src/app"]
#       description: "Directories of the container that hold programs; the working directory of the image comes on top."
package policies.compose.read_only_with_code_hole

import data.policies.lib.mount

deny contains finding if {
	some service in input.services
	service.facts.hardening.read_only
	some mounted in service.facts.mounts
	mounted.kind in {"bind", "volume", "tmpfs"}
	not mounted.read_only
	_executable(mounted)
	is_string(mounted.target)
	_code(service, mounted.target)
	finding := {
		"message": sprintf("service %s is read-only, but %s, which holds programs, is mounted writable; add `:ro`", [service.key, mounted.target]),
		"at": mount.source_at(mounted),
		"subject": service.at,
	}
}

_executable(mounted) if mounted.kind != "tmpfs"

# The engine mounts a tmpfs noexec unless told otherwise.
_executable(mounted) if "exec" in mounted.options

_code(_, target) if target in data.params.compose.read_only_with_code_hole.directories

_code(_, target) if regex.match("/(site-packages|node_modules)$", target)

_code(service, target) if target == _workdir(service)

_workdir(service) := input.builds[service.facts.build].effect.workdir.value if is_string(service.facts.build)

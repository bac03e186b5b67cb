# METADATA
# title: Compose file of another machine is not pinned
# description: >-
#   What an `include` or `extends` takes from a repository or registry becomes part of the project: services, mounts,
#   privileges. Without a commit id or digest, whoever can push there changes what runs here, and nobody sees it in a
#   diff.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/include/
#     description: Compose file reference
#   - ref: https://docs.docker.com/compose/how-tos/oci-artifact/
#     description: Compose files as OCI artifacts
# custom:
#   severity: medium
#   confidence: high
#   category: supply-chain
#   applies_to: project
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Name the commit, or the digest:
#       include:
#         - https://github.com/example/stack.git#<40 hexadecimal digits>
#         - oci://registry.example.org/stack@sha256:<digest>
#   cwe: [494, 829]
package policies.compose.remote_include

deny contains finding if {
	some file in input.compose_files
	some remote in file.remotes
	not remote.pinned
	finding := {
		"message": sprintf("%s takes a Compose file %s %s; name %s", [_who(remote), _where[remote.kind], _reference(remote), _pin[remote.kind]]),
		"at": remote.at,
		"subject": "",
	}
}

_who(remote) := "`include`" if remote.attribute == "include"

_who(remote) := sprintf("service %s", [remote.service]) if remote.attribute == "extends"

_where := {"git": "from a Git repository", "oci": "from a registry", "http": "from a web server"}

_pin := {"git": "the commit, after `#`", "oci": "the digest, after `@`", "http": "a commit of a Git repository or keep a copy"}

_reference(remote) := sprintf("at %s, which may move", [remote.reference]) if is_string(remote.reference)

_reference(remote) := "as it is on the day" if is_null(remote.reference)

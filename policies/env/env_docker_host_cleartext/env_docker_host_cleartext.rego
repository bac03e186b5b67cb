# METADATA
# title: Engine is reached without TLS
# description: >-
#   The API of the engine is root on its host. Over plain TCP everybody on the way can read it and speak to it.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/protect-access/
#     description: Protect the Docker daemon socket
# custom:
#   severity: high
#   confidence: high
#   category: transport
#   applies_to: env_file
#   applies_if: ["assignments.key=DOCKER_HOST"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Use SSH (`DOCKER_HOST=ssh://user@host`), or mutual TLS: `DOCKER_TLS_VERIFY=1` with `DOCKER_CERT_PATH`.
#   cwe: [319]
package policies.env.env_docker_host_cleartext

deny contains finding if {
	some file in input.env_files
	some assignment in file.assignments
	assignment.key == "DOCKER_HOST"
	is_string(assignment.value)
	regex.match("^(tcp|http)://", assignment.value)
	not regex.match("^[a-z]+://(127[.]|localhost|\\[::1\\])", assignment.value)
	finding := object.union(
		{
			"message": sprintf("%s reaches the engine at %s without TLS; use `ssh://` or set DOCKER_TLS_VERIFY=1", [file.path, assignment.value]),
			"at": assignment.at,
			"subject": file.at,
		},
		_without_tls(object.get(_verifies, file.at, "")),
	)
}

# Any text at all switches TLS on, `0` too; a line with a name only takes it from the shell.
_without_tls("") := {}

_without_tls(null) := {"outcome": "review"}

# What a file sets last.
_verifies := {file.at: values[count(values) - 1] |
	some file in input.env_files
	values := [assignment.value | some assignment in file.assignments; assignment.key == "DOCKER_TLS_VERIFY"]
}

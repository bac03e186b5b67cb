# METADATA
# title: A variable switches off the check of TLS certificates
# description: >-
#   These variables make a tool accept any certificate. Set with ENV they stay in the image, so the running
#   program, too, talks to whoever answers.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#env
#     description: Dockerfile reference, ENV
#   - ref: https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue
#     description: "Node.js: NODE_TLS_REJECT_UNAUTHORIZED"
# custom:
#   severity: high
#   confidence: high
#   category: supply-chain
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Remove the variable and give the tool the right CA certificate:
#       COPY company-ca.crt /usr/local/share/ca-certificates/
#       RUN update-ca-certificates
#       ENV NODE_EXTRA_CA_CERTS=/usr/local/share/ca-certificates/company-ca.crt
#   cwe: [295]
#   aliases:
#     - checkov:CKV2_DOCKER_12
#     - checkov:CKV2_DOCKER_14
#     - checkov:CKV2_DOCKER_16
#     - checkov:CKV2_DOCKER_5
#     - checkov:CKV2_DOCKER_6
package policies.dockerfile.tls_verify_disabled_env

import data.policies.lib.commands
import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"ENV", "ARG"})
	some pair in entry.instruction.pairs
	is_string(pair.value)
	_switches_off(pair.key, pair.value)
	finding := {
		"message": sprintf("%s sets %s=%s, which switches off the check of certificates; remove it", [stages.label(entry.stage), pair.key, pair.value]),
		"at": pair.at,
	}
}

# NAME=value in front of a command, or on its own.
deny contains finding if {
	some entry in commands.all
	some name, value in entry.command.assignments
	_switches_off(name, value)
	finding := {
		"message": sprintf("%s sets %s=%s for a command, which switches off the check of certificates; remove it", [stages.label(entry.stage), name, value]),
		"at": entry.command.at,
	}
}

deny contains finding if {
	some entry in commands.named({"export", "setx", "declare"})
	some word in entry.command.args
	parts := split(word.text, "=")
	_switches_off(parts[0], concat("=", array.slice(parts, 1, count(parts))))
	finding := {
		"message": sprintf("%s exports %s, which switches off the check of certificates; remove it", [stages.label(entry.stage), word.text]),
		"at": word.at,
	}
}

# Off by these values.
_values := {
	"pythonhttpsverify": {"0"},
	"node_tls_reject_unauthorized": {"0"},
	"npm_config_strict_ssl": {"false"},
	"yarn_strict_ssl": {"false"},
	"yarn_enable_strict_ssl": {"false", "0"},
	"conda_ssl_verify": {"false", "no", "0"},
	"bundle_ssl_verify_mode": {"0"},
	"perl_lwp_ssl_verify_hostname": {"0"},
	"composer_disable_tls": {"1", "true"},
	"curl_insecure": {"1", "true"},
	"ansible_galaxy_ignore": {"1", "true", "yes"},
	"svn_ssl_no_verify": {"1", "true"},
}

# Off by any value.
_any := {"git_ssl_no_verify", "pip_trusted_host", "goinsecure", "uv_insecure_host"}

_switches_off(name, value) if lower(value) in _values[lower(name)]

_switches_off(name, value) if {
	lower(name) in _any
	value != ""
}

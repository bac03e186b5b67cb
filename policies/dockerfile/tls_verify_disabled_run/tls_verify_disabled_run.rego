# METADATA
# title: TLS certificates are not checked during the build
# description: >-
#   With verification switched off, anybody between the builder and the server can replace what is downloaded, and
#   the replacement becomes part of the image. Settings written to a configuration file go on to apply in the
#   running container.
# related_resources:
#   - ref: https://curl.se/docs/sslcerts.html
#     description: "curl: verifying certificates"
#   - ref: https://pip.pypa.io/en/stable/cli/pip/#cmdoption-trusted-host
#     description: "pip: --trusted-host"
# custom:
#   severity: high
#   confidence: high
#   category: supply-chain
#   applies_to: stage
#   applies_if: ["instructions.keyword=RUN", "instructions.trigger.keyword=RUN"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Leave verification on and install the missing certificate instead:
#       COPY company-ca.crt /usr/local/share/ca-certificates/
#       RUN update-ca-certificates && curl -fsSLO https://internal.example.com/tool.tar.gz
#   cwe: [295]
#   aliases:
#     - checkov:CKV2_DOCKER_13
#     - checkov:CKV2_DOCKER_15
#     - checkov:CKV2_DOCKER_2
#     - checkov:CKV2_DOCKER_3
#     - checkov:CKV2_DOCKER_4
package policies.dockerfile.tls_verify_disabled_run

import data.policies.lib.commands
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named(_names)
	some culprit in _culprits(entry.command)
	not _only_local(entry.command)
	not _checked(entry)
	finding := {
		"message": sprintf("%s runs `%s` with `%s`, which switches off the check of certificates; remove it and install the right CA certificate", [stages.label(entry.stage), entry.command.name, culprit.text]),
		"at": culprit.at,
	}
}

# pip under any name: pip3.12, python -m pip.
deny contains finding if {
	some entry in commands.all
	packages.family(entry.command) == "pip"
	culprit := commands.word(entry.command, {"--trusted-host"})
	hosts := commands.values(entry.command, {"--trusted-host"})
	count([host | some host in hosts; not _local(host)]) > 0
	finding := {
		"message": sprintf("%s runs pip with `%s`, which switches off the check of certificates; remove it and install the right CA certificate", [stages.label(entry.stage), culprit.text]),
		"at": culprit.at,
	}
}

# Settings written into a configuration file.
deny contains finding if {
	some entry in commands.named({"echo", "printf", "sed", "crudini"})
	text := lower(concat(" ", array.concat(entry.command.words, entry.command.redirects)))
	_setting(text)
	finding := {
		"message": sprintf("%s writes a setting that switches off the check of certificates; remove it and install the right CA certificate", [stages.label(entry.stage)]),
		"at": entry.command.at,
	}
}

_names := {
	"curl", "wget", "git", "npm", "yarn", "pnpm", "yum", "dnf", "dnf5", "tdnf", "microdnf", "yum-config-manager", "dnf-config-manager", "apt-get", "apt",
	"conda", "mamba", "composer", "bundle", "bower", "helm", "kubectl", "go", "apk", "zypper", "skopeo", "aws", "svn",
}

_culprits(command) := [word |
	some word in command.args
	_switch(command.name, lower(word.text))
] if {
	command.name != "curl"
	not command.name in _two_word_tools
}

_culprits(command) := [word |
	some word in command.args
	_curl(word.text)
] if {
	command.name == "curl"
}

# `config set strict-ssl false`, `config http.sslVerify false`: name and value in one word or in two.
_culprits(command) := array.concat(
	[word |
		some word in command.args
		_assignment(lower(word.text))
	],
	[word |
		some index, word in command.args
		_off(lower(word.text), lower(command.words[index + 1]))
	],
) if {
	command.name in _two_word_tools
}

_two_word_tools := {"git", "npm", "yarn", "pnpm", "conda", "mamba", "composer", "bundle", "bower"}

# -k alone or in a cluster before a letter that takes the rest as a value.
_curl(text) if text in {"--insecure", "--proxy-insecure", "--doh-insecure"}

_curl(text) if regex.match(`^-[aBfgGiIjJlLMnNpqRsSvV0-6#]*k`, text)

_switch("wget", text) if text in {"--no-check-certificate", "--check-certificate=off", "--check-certificate=no"}

_switch(name, text) if {
	name in {"yum", "dnf", "dnf5", "tdnf", "microdnf", "yum-config-manager", "dnf-config-manager"}
	regex.match(`(^|[.=])sslverify=(0|false|no|off)$`, text)
}

_switch(name, text) if {
	name in {"apt-get", "apt"}
	regex.match(`verify-(peer|host)=(0|false|no|off)$`, text)
}

_switch(name, text) if {
	name in {"helm", "kubectl"}
	text in {"--insecure-skip-tls-verify", "--insecure-skip-tls-verify=true"}
}

_switch("go", text) if text in {"-insecure", "--insecure"}

_switch("apk", text) if text == "--no-check-certificate"

_switch("zypper", text) if regex.match(`^https?://.*[?&]ssl_verify=no(&|$)`, text)

_switch("skopeo", text) if regex.match(`^--(src-|dest-)?tls-verify=false$`, text)

_switch("aws", text) if text == "--no-verify-ssl"

_switch("svn", text) if startswith(text, "--trust-server-cert")

_assignment(text) if regex.match(`^(--)?(http\.([^=]*\.)?sslverify|strict-ssl|ssl_verify)=(0|false|no|off)$`, text)

_assignment(text) if text == "--no-strict-ssl"

_off(name, value) if {
	regex.match(`^(--)?(http\.([^=]*\.)?sslverify|strict-ssl|ssl_verify|ssl_verify_mode|enablestrictssl)$`, name)
	value in {"false", "0", "no", "off"}
}

# Composer's is the other way round.
_off("disable-tls", value) if value in {"true", "1"}

_setting(text) if {
	regex.match(`sslverify *= *(0|false|no|off)`, text)
	regex.match(`(yum|dnf|gitconfig)`, text)
}

_setting(text) if regex.match(`acquire::https::[^ ]*verify-(peer|host)["' ]+(0|false|no)`, text)

_setting(text) if {
	regex.match(`(^|[ "'])insecure`, text)
	contains(text, ".curlrc")
}

_setting(text) if {
	regex.match(`check[_-]certificate *= *(off|0|no)`, text)
	contains(text, "wgetrc")
}

_setting(text) if {
	regex.match(`strict-ssl *= *false`, text)
	contains(text, "npmrc")
}

# Everything it fetches is on the builder itself.
_only_local(command) if {
	urls := commands.urls(command)
	count(urls) > 0
	count([url | some url in urls; not _local(regex.replace(url.text, "^[a-zA-Z]+://", ""))]) == 0
}

_local(host) if regex.match(`^(localhost|127\.[0-9.]+|\[::1\])([:/]|$)`, host)

# What comes down is compared with a checksum in the same instruction, so that it does not matter whose it was.
_checked(entry) if {
	entry.command.name in {"curl", "wget"}
	entry.index < _last_compared[entry.instruction.at]
}

_last_compared := {at: max(places) | some at, places in _compared}

_compared[at] contains index if {
	some entry in commands.named({"sha256sum", "sha384sum", "sha512sum", "shasum", "b2sum"})
	some word in entry.command.words
	regex.match("^(-[a-z]*c[a-z]*|--check|--status)$", word)
	at := entry.instruction.at
	index := entry.index
}

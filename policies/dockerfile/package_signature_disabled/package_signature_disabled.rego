# METADATA
# title: Packages are installed without checking their signature
# description: >-
#   The signature is what ties a package to the distribution that built it. Without the check a mirror, a proxy or
#   an attacker in the network decides what is installed as root.
# related_resources:
#   - ref: https://manpages.debian.org/stable/apt/apt-secure.8.en.html
#     description: "Debian: apt-secure"
# custom:
#   severity: high
#   confidence: high
#   category: supply-chain
#   applies_to: stage
#   applies_if: ["instructions.keyword=RUN", "instructions.trigger.keyword=RUN"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Install the repository's key and leave the check on:
#       RUN curl -fsSL https://example.com/key.asc -o /etc/apt/keyrings/example.asc \
#        && echo "deb [signed-by=/etc/apt/keyrings/example.asc] https://example.com/debian stable main" > /etc/apt/sources.list.d/example.list
#   cwe: [345,347]
#   aliases:
#     - checkov:CKV2_DOCKER_10
#     - checkov:CKV2_DOCKER_11
#     - checkov:CKV2_DOCKER_7
#     - checkov:CKV2_DOCKER_8
#     - checkov:CKV2_DOCKER_9
package policies.dockerfile.package_signature_disabled

import data.policies.lib.commands
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named(packages.os_managers | {"rpm", "dpkg", "yum-config-manager", "dnf-config-manager"})
	some word in entry.command.args
	_unchecked(entry.command.name, lower(word.text))
	not _only_indexes(entry.command)
	not _built_here(entry)
	finding := {
		"message": sprintf("%s runs `%s` with `%s`, so signatures are not checked; remove it and install the repository's key", [stages.label(entry.stage), entry.command.name, word.text]),
		"at": word.at,
	}
}

# A repository or configuration file that says so.
deny contains finding if {
	some entry in commands.named({"echo", "printf", "sed"})
	text := lower(concat(" ", entry.command.words))
	regex.match(`(\[[^\]]*trusted=yes[^\]]*\]|(^|\\n|[^_a-z])gpgcheck *= *0|allowunauthenticated["' ]+(true|1)|allowinsecurerepositories["' ]+(true|1)|siglevel *= *never)`, text)
	not regex.match(`(^| )(file|copy|cdrom):`, text)
	finding := {
		"message": sprintf("%s configures a repository without signature check; install its key instead", [stages.label(entry.stage)]),
		"at": entry.command.at,
	}
}

# It installs nothing.
_only_indexes(command) if {
	command.name == "apk"
	packages.action(command) in {"index", "verify", "policy", "list", "info"}
}

_unchecked("apk", text) if text == "--allow-untrusted"

_unchecked(name, text) if {
	name in {"apt-get", "apt", "aptitude"}
	text in {"--allow-unauthenticated", "--force-yes", "--allow-insecure-repositories"}
}

_unchecked(name, text) if {
	name in {"apt-get", "apt", "aptitude"}
	regex.match(`(allowunauthenticated|allowinsecurerepositories)=(true|1|yes)$`, text)
}

_unchecked(name, text) if {
	name in {"yum", "dnf", "dnf5", "tdnf", "microdnf", "zypper", "yum-config-manager", "dnf-config-manager"}
	text in {"--nogpgcheck", "--no-gpgchecks", "--no-gpg-checks", "--no-gpg-check"}
}

_unchecked(name, text) if {
	name in {"yum", "dnf", "dnf5", "tdnf", "microdnf", "yum-config-manager", "dnf-config-manager"}
	regex.match(`(^|[=.])gpgcheck=(0|false|no)$`, text)
}

_unchecked("rpm", text) if text in {"--nosignature", "--nodigest", "--noverify", "--nofiledigest", "--nogpg"}

_unchecked("dpkg", text) if text == "--force-bad-verify"

# Packages that an earlier stage or the context brought: whoever built them vouches for them.
_built_here(entry) if {
	entry.command.name == "apk"
	files := [word | some word in entry.command.args; endswith(word.text, ".apk")]
	count(files) > 0
	every file in files {
		some directory in _brought(entry)
		directory != ""
		startswith(file.raw, concat("", [directory, "/"]))
	}
}

# Directories that COPY filled, and those that the instruction mounts.
_brought(entry) := {directory |
	some instruction in entry.stage.instructions
	is_object(instruction.copied)
	not regex.match("^(https?|ftp)://", instruction.copied.sources[0].text)
	directory := trim_right(instruction.copied.destination.text, "/")
} | {directory |
	some mounted in entry.instruction.mounts
	some key in ["target", "dst", "destination"]
	directory := trim_right(mounted.options[key], "/")
}

# METADATA
# title: Package metadata of yum, dnf or zypper stays in the layer
# description: >-
#   The metadata (and with zypper and yum the packages) that an install downloads stays in /var/cache, often more
#   than 100 MB, unless the same RUN removes it.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/
#     description: "Docker: best practices"
# custom:
#   severity: info
#   confidence: high
#   category: size
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Clean in the RUN that installs:
#       RUN dnf install -y nginx && dnf clean all
#   aliases:
#     - hadolint:DL3032
#     - hadolint:DL3036
#     - hadolint:DL3040
#     - kics:295acb63-9246-4b21-b441-7c1f1fb62dc0
#     - kics:38300d1a-feb2-4a48-936a-d1ef1cd24313
#     - kics:00481784-25aa-4a55-8633-3136dfcf4f37
#     - trivy:DS-0015
#     - trivy:DS-0019
#     - trivy:DS-0020
#     - trivy:DS-0027
package policies.dockerfile.rpm_clean_missing

import data.policies.lib.commands
import data.policies.lib.instructions
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	shipped := stages.shipped
	some entry in commands.named({"yum", "dnf", "dnf5", "microdnf", "tdnf", "zypper"})
	entry.stage.at in shipped
	_downloads(entry.command)
	not _cleaned_after(entry)
	not _cached(entry.instruction)
	finding := {
		"message": sprintf("%s keeps what `%s %s` downloaded; add `&& %s clean all` to this RUN", [stages.label(entry.stage), entry.command.name, packages.action(entry.command), entry.command.name]),
		"at": entry.command.at,
	}
}

_downloads(command) if count(packages.installed(command)) > 0

_downloads(command) if {
	packages.family(command) == "dnf"
	packages.action(command) in {"update", "upgrade", "makecache"}
}

_downloads(command) if {
	packages.family(command) == "zypper"
	packages.action(command) in {"update", "up", "dist-upgrade", "dup", "patch", "source-install", "si", "refresh", "ref"}
}

# What is cleaned before the download is not what it leaves.
_cleaned_after(entry) if entry.index < _last_cleaned[entry.instruction.at]

_last_cleaned := {at: max(places) | some at, places in _cleaned}

_cleaned[at] contains index if {
	some entry in commands.named(packages.os_managers)
	packages.family(entry.command) in {"dnf", "zypper"}
	packages.action(entry.command) in {"clean", "cc"}
	at := entry.instruction.at
	index := entry.index
}

_cleaned[at] contains index if {
	some entry in commands.named({"rm", "find"})
	some word in entry.command.words
	regex.match(`^/var/cache(/(yum|dnf|libdnf5|zypp|tdnf|microdnf|\*|\{)|/?$)`, word)
	at := entry.instruction.at
	index := entry.index
}

_cached(instruction) if {
	some directory in ["/var/cache/yum", "/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/zypp"]
	instructions.cached(instruction, directory)
}

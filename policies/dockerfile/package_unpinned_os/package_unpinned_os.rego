# METADATA
# title: Package of the distribution without a version
# description: >-
#   Without a version every build may install another one. Versions of Debian and Alpine packages leave the
#   mirrors quickly, though, so pinned builds break; a digest-pinned base image and a snapshot repository give the
#   same without that cost.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#version-pinning
#     description: "Docker: version pinning"
# custom:
#   severity: info
#   confidence: high
#   category: packages
#   applies_to: stage
#   applies_if: ["instructions.commands.name=apt-get", "instructions.commands.name=apt", "instructions.commands.name=aptitude", "instructions.commands.name=apk", "instructions.commands.name=yum",
#     "instructions.commands.name=dnf", "instructions.commands.name=dnf5", "instructions.commands.name=microdnf", "instructions.commands.name=tdnf", "instructions.commands.name=zypper",
#     "instructions.trigger.keyword=RUN"]
#   set: all
#   since: 0.1.0
#   remediation: |-
#     Name the version, or pin the base image by digest and use a snapshot repository:
#       RUN apt-get update && apt-get install -y --no-install-recommends curl=7.88.1-10+deb12u8
#   cwe: [1357]
#   aliases:
#     - hadolint:DL3008
#     - hadolint:DL3018
#     - hadolint:DL3033
#     - hadolint:DL3037
#     - hadolint:DL3041
#     - kics:965a08d7-ef86-4f14-8792-4a3b2098937e
#     - kics:93d88cf7-f078-46a8-8ddc-178e03aeacf1
#     - kics:d3499f6d-1651-41bb-a9a7-de925fea487b
#     - kics:6452c424-1d92-4deb-bb18-a03e95d579c4
#     - kics:562952e4-0348-4dea-9826-44f3a2c6117b
package policies.dockerfile.package_unpinned_os

import data.policies.lib.commands
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named(packages.os_managers)
	kind := packages.family(entry.command)
	open := [word |
		some word in packages.installed(entry.command)
		word.known
		not _pinned(kind, word.text)
	]
	finding := {
		"message": sprintf("%s installs %s without a version (%d of %d packages)", [stages.label(entry.stage), open[0].text, count(open), count(packages.installed(entry.command))]),
		"at": open[0].at,
	}
}

_pinned("apt", text) if regex.match(`[=/*]|\.deb$|-$`, text)

_pinned("apk", text) if regex.match(`[=<>~@/]|\.apk$|^[.!]`, text)

_pinned("dnf", text) if regex.match(`-[0-9][^-]*\.[0-9]|[/*@]|\.rpm$|-[0-9]+:[0-9]|-[0-9][^-]*-[0-9][^-]*$`, text)

_pinned("zypper", text) if regex.match(`[=<>/*:]|\.rpm$|-[0-9][^-]*\.[0-9]`, text)

# METADATA
# title: All packages are upgraded in the build
# description: >-
#   An upgrade of everything makes the image depend on the day it was built and doubles what the base image
#   already has. CIS asks for patches, though; a fresh base image by digest brings both.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often
#     description: "Docker: rebuild your images often"
# custom:
#   severity: info
#   confidence: medium
#   category: packages
#   applies_to: stage
#   set: all
#   since: 0.1.0
#   remediation: |-
#     Rebuild on a newer base image, and install single fixes by name:
#       FROM debian:12.7-slim@sha256:<digest>
#   aliases:
#     - hadolint:DL3035
#     - trivy:DS-0024
package policies.dockerfile.blanket_upgrade

import data.policies.lib.commands
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named(packages.os_managers)
	_upgrades(entry.command)
	finding := {
		"message": sprintf("%s upgrades everything with `%s %s`; take a newer base image instead", [stages.label(entry.stage), entry.command.name, packages.action(entry.command)]),
		"at": entry.command.at,
	}
}

# No package is named.
_upgrades(command) if {
	packages.action(command) in _upgrading[packages.family(command)]
	count(packages.plain(command)) == 1
}

_upgrading := {
	"apt": {"upgrade", "dist-upgrade", "full-upgrade", "safe-upgrade"},
	"apk": {"upgrade"},
	"dnf": {"update", "upgrade", "up", "distro-sync"},
	"zypper": {"update", "up", "dup", "dist-upgrade"},
}

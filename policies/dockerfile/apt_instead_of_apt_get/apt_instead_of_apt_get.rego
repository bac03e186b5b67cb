# METADATA
# title: apt is used in a script
# description: >-
#   apt is made for people at a terminal and says itself that its interface may change; apt-get stays as it is.
# related_resources:
#   - ref: https://manpages.debian.org/stable/apt/apt.8.en.html#SCRIPT_USAGE_AND_DIFFERENCES_FROM_OTHER_APT_TOOLS
#     description: "Debian: apt, script usage"
# custom:
#   severity: info
#   confidence: high
#   category: packages
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Use apt-get (and apt-cache):
#       RUN apt-get update && apt-get install -y --no-install-recommends curl
#   aliases:
#     - checkov:CKV_DOCKER_9
#     - hadolint:DL3027
#     - kics:b84a0b47-2e99-4c9f-8933-98bcabe2b94d
package policies.dockerfile.apt_instead_of_apt_get

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named({"apt"})
	finding := {
		"message": sprintf("%s runs `apt %s`; scripts use apt-get", [stages.label(entry.stage), concat(" ", [word | some word in [entry.command.subcommand]; is_string(word)])]),
		"at": entry.command.at,
	}
}

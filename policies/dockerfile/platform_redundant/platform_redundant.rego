# METADATA
# title: FROM asks for the platform it would get anyway
# description: >-
#   "The target platform is the default, so `--platform=$TARGETPLATFORM` says nothing."
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/redundant-target-platform/
#     description: BuildKit check RedundantTargetPlatform
# custom:
#   severity: info
#   confidence: high
#   category: images
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Leave the flag out:
#       FROM alpine:3.20
#   aliases:
#     - buildkit:RedundantTargetPlatform
#     - hadolint:DL3065
package policies.dockerfile.platform_redundant

import data.policies.lib.stages

deny contains finding if {
	some entry in stages.all
	platform := entry.stage.from.platform
	is_string(platform)
	platform in {"$TARGETPLATFORM", "${TARGETPLATFORM}"}
	finding := {
		"message": sprintf("%s asks for $TARGETPLATFORM, which is the default; leave out `--platform`", [stages.label(entry.stage)]),
		"at": entry.stage.at,
	}
}

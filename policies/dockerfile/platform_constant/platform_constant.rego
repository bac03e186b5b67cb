# METADATA
# title: FROM asks for a fixed platform
# description: >-
#   With a constant `--platform` the image is built for that platform only, whatever `docker build --platform`
#   asks for. That may be meant; then give the stage a name that says so.
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/
#     description: BuildKit check FromPlatformFlagConstDisallowed
# custom:
#   severity: low
#   confidence: medium
#   category: images
#   applies_to: stage
#   set: all
#   since: 0.1.0
#   remediation: |-
#     Leave it out, or use the platform of the builder for a stage that cross-compiles:
#       FROM --platform=$BUILDPLATFORM golang:1.23 AS build
#   aliases:
#     - buildkit:FromPlatformFlagConstDisallowed
#     - hadolint:DL3029
#     - kics:b16e8501-ef3c-44e1-a543-a093238099c9
package policies.dockerfile.platform_constant

import data.policies.lib.stages

deny contains finding if {
	some entry in stages.all
	platform := entry.stage.from.platform
	is_string(platform)
	not contains(platform, "$")
	not _named_for(entry.stage, platform)
	finding := {
		"message": sprintf("%s is bound to the platform %s; leave out `--platform` or use a variable", [stages.label(entry.stage), platform]),
		"at": entry.stage.at,
	}
}

# The stage's name says what it is for: `FROM --platform=linux/arm64 alpine AS build_arm64`.
_named_for(stage, platform) if {
	is_string(stage.name)
	some part in split(lower(platform), "/")
	part != ""
	contains(lower(stage.name), part)
}

# METADATA
# title: The image is built on a build environment
# description: >-
#   Compilers, package caches and sources come along into production; they need patches, add hundreds of megabytes
#   and help an intruder.
# related_resources:
#   - ref: https://docs.docker.com/build/building/multi-stage/
#     description: "Docker: multi-stage builds"
# custom:
#   severity: medium
#   confidence: medium
#   category: size
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Build there, and copy the result to a small image:
#       FROM golang:1.25 AS build
#       RUN go build -o /server .
#       FROM gcr.io/distroless/static:nonroot
#       COPY --from=build /server /server
#   cwe: [1188]
#   aliases: []
package policies.dockerfile.multi_stage_missing

import data.policies.lib.stages

deny contains finding if {
	some entry in stages.targets
	base := entry.stage.effect.base
	is_object(base)
	_sdk(base)
	_runs(entry.stage)
	finding := {
		"message": sprintf("%s ships the build environment %s; copy what it builds to a small image", [stages.label(entry.stage), base.text]),
		"at": entry.stage.from.at,
		"mark": "value",
		"subject": entry.stage.at,
	}
}

_sdk(base) if {
	base.official
	base.name in {"golang", "rust", "maven", "gradle", "gcc", "swift", "haskell"}
}

_sdk(base) if base.repository in {"dotnet/sdk", "dotnet/core/sdk"}

# It starts something, so it is no image of tools for other builds.
_runs(stage) if is_object(stage.effect.command)

_runs(stage) if is_object(stage.effect.entrypoint)

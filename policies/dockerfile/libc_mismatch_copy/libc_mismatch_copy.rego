# METADATA
# title: Compiled files are copied between incompatible systems
# description: >-
#   Alpine uses musl, most other images glibc. Native modules and virtual environments built with one do not load
#   with the other, which shows at run time only.
# related_resources:
#   - ref: https://docs.docker.com/build/building/multi-stage/
#     description: "Docker: multi-stage builds"
# custom:
#   severity: medium
#   confidence: medium
#   category: dockerfile
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Build and run on the same family of images:
#       FROM node:22-alpine AS build
#       FROM node:22-alpine
#   aliases: []
package policies.dockerfile.libc_mismatch_copy

import data.policies.lib.stages

deny contains finding if {
	some entry in stages.all
	some instruction in entry.stage.instructions
	is_object(instruction.copied)
	is_number(instruction.copied.from_stage)
	some source in instruction.copied.sources
	regex.match(`(^|/)(node_modules|site-packages|\.?venv|virtualenv)(/|$)`, source.text)
	origin := entry.build.stages[instruction.copied.from_stage]
	here := _libc(entry.stage)
	there := _libc(origin)
	here != there
	finding := {
		"message": sprintf("%s (%s) copies %s from %s (%s), whose native modules do not load here; build on the same family of images", [stages.label(entry.stage), here, source.text, stages.label(origin), there]),
		"at": source.at,
		"related": [{"at": origin.at, "message": "built here"}],
	}
}

_libc(stage) := "musl" if {
	base := stage.effect.base
	is_object(base)
	_alpine(base)
}

_libc(stage) := "glibc" if {
	base := stage.effect.base
	is_object(base)
	base.official
	not _alpine(base)
	base.name in {"debian", "ubuntu", "node", "python", "ruby", "php", "golang", "rust", "fedora", "almalinux", "rockylinux", "amazonlinux"}
}

_alpine(base) if base.name == "alpine"

_alpine(base) if {
	is_string(base.tag)
	contains(base.tag, "alpine")
}

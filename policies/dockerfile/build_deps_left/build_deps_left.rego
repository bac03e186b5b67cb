# METADATA
# title: Compilers and headers stay in the image
# description: >-
#   They are only needed to build. What stays has to be patched, makes the image hundreds of megabytes larger and
#   lets an intruder compile tools in place.
# related_resources:
#   - ref: https://docs.docker.com/build/building/multi-stage/
#     description: "Docker: multi-stage builds"
# custom:
#   severity: low
#   confidence: medium
#   category: size
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Build in a stage of its own, or remove the packages in the same RUN:
#       RUN apk add --no-cache --virtual .build gcc musl-dev && make && apk del .build
#   aliases: []
package policies.dockerfile.build_deps_left

import data.policies.lib.commands
import data.policies.lib.instructions
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	shipped := stages.shipped
	some entry in commands.named(packages.os_managers)
	entry.stage.at in shipped
	found := [word |
		some word in packages.installed(entry.command)
		regex.match(`^(build-essential|gcc|g\+\+|clang|make|cmake|musl-dev|linux-headers|build-base|alpine-sdk|gcc-c\+\+|libc6?-dev|python3?-dev|python3?-devel|kernel-devel|autoconf|automake)$`, packages.name(word))
	]
	not entry.instruction.at in _removing
	not stages.meant_for_development(entry)
	finding := {
		"message": sprintf("%s leaves %s in the image; build in a stage of its own or remove it in the same RUN", [stages.label(entry.stage), packages.name(found[0])]),
		"at": found[0].at,
	}
}

# Instructions that remove packages.
_removing contains at if {
	some entry in instructions.of({"RUN"})
	some command in entry.instruction.commands
	packages.action(command) in {"del", "remove", "purge", "autoremove", "erase"}
	at := entry.instruction.at
}

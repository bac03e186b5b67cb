# METADATA
# title: A variable is used that nothing defines
# description: >-
#   An undefined variable expands to nothing. A misspelt name in a path or a list such as PATH goes unnoticed
#   until the image misbehaves. ARGs of other stages and those before FROM must be declared again.
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/undefined-var/
#     description: BuildKit check UndefinedVar
# custom:
#   severity: medium
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Declare the argument in the stage that uses it:
#       ARG APP_DIR=/app
#       COPY src ${APP_DIR}/
#   aliases:
#     - buildkit:UndefinedVar
package policies.dockerfile.var_undefined

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in _undefined
	_known_environment(entry)
	finding := {
		"message": sprintf("%s uses %s, which nothing defines here; declare it with ARG or ENV or mend the name", [stages.label(entry.stage), entry.word.raw]),
		"at": entry.word.at,
	}
}

# The base image may define it, though images mostly write their names in upper case.
deny contains finding if {
	some entry in _undefined
	not _known_environment(entry)
	regex.match(`[a-z]`, entry.word.raw)
	finding := {
		"message": sprintf("%s uses %s, which nothing defines here unless the base image does; declare it with ARG or ENV", [stages.label(entry.stage), entry.word.raw]),
		"at": entry.word.at,
		"outcome": "review",
	}
}

_undefined := [found |
	some build in input.builds
	some stage in build.stages
	stages.live(build, stage)
	some instruction in stage.instructions
	some word in instruction.undefined
	not _of_itself(instruction, word)
	found := {"stage": stage, "word": word}
]

# That is for dockerfile/env-self-reference.
_of_itself(instruction, word) if {
	instruction.keyword == "ENV"
	count(instructions.own_names(instruction, word)) > 0
}

# Images that set nothing but PATH.
_plain := {"alpine", "debian", "ubuntu", "busybox", "fedora", "centos", "rockylinux", "almalinux", "amazonlinux", "oraclelinux", "archlinux", "opensuse"}

_known_environment(entry) if entry.stage.effect.base_kind == "scratch"

_known_environment(entry) if {
	base := entry.stage.effect.base
	is_object(base)
	base.official
	base.name in _plain
}

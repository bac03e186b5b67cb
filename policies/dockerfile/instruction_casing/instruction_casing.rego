# METADATA
# title: Keywords are written in mixed case
# description: >-
#   Keywords may be written in any case, but one file in one case is read faster, and a lone lower-case
#   instruction is easily missed.
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/consistent-instruction-casing/
#     description: BuildKit check ConsistentInstructionCasing
# custom:
#   severity: info
#   confidence: high
#   category: dockerfile
#   applies_to: build
#   set: all
#   since: 0.1.0
#   remediation: Write all keywords in upper case.
#   aliases:
#     - buildkit:ConsistentInstructionCasing
package policies.dockerfile.instruction_casing

import data.policies.lib.typed

deny contains finding if {
	some build in input.builds
	not _template(build)
	words := _words(build)
	upper_case := count([1 | some word in words; word.raw == upper(word.raw)])
	lower_case := count([1 | some word in words; word.raw == lower(word.raw)])
	some word in words
	_odd(word.raw, upper_case, lower_case)
	finding := {
		"message": sprintf("%s is written in another case than the rest of the file; write %s", [word.raw, _wanted(word.raw, upper_case, lower_case)]),
		"at": word.at,
		"mark": "key",
		"subject": build.at,
	}
}

_words(build) := array.concat(
	[{"raw": stage.from.keyword_raw, "at": stage.at} | some stage in build.stages],
	array.concat(
		[{"raw": instruction.keyword_raw, "at": instruction.at} |
			some stage in build.stages
			some instruction in stage.instructions
		],
		[{"raw": instruction.keyword_raw, "at": instruction.at} | some instruction in typed.list(build, "preamble")],
	),
)

# Neither all upper nor all lower, or of the smaller party.
_odd(raw, _, _) if {
	raw != upper(raw)
	raw != lower(raw)
}

_odd(raw, upper_case, lower_case) if {
	raw == upper(raw)
	upper_case < lower_case
}

_odd(raw, upper_case, lower_case) if {
	raw == lower(raw)
	lower_case <= upper_case
}

_wanted(raw, upper_case, lower_case) := upper(raw) if upper_case >= lower_case

_wanted(raw, upper_case, lower_case) := lower(raw) if upper_case < lower_case

# A template that something else turns into a Dockerfile.
_template(build) if {
	some stage in build.stages
	some instruction in stage.instructions
	contains(instruction.text, "{{")
}

_template(build) if {
	some unknown in input.unknown
	startswith(unknown.value, concat("", [build.at, "/"]))
	contains(unknown.name, "{{")
}

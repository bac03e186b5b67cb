# METADATA
# title: wget fills the build log
# description: >-
#   Without a terminal wget prints a line for every 50 KB, which buries what matters in the log.
# related_resources:
#   - ref: https://www.gnu.org/software/wget/manual/wget.html#Download-Options
#     description: "GNU wget: download options"
# custom:
#   severity: info
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: all
#   since: 0.1.0
#   remediation: |-
#     Be quiet or show little:
#       RUN wget -q https://example.com/a.tar.gz
#   aliases:
#     - hadolint:DL3047
package policies.dockerfile.wget_no_progress

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named({"wget"})
	count(commands.urls(entry.command)) > 0
	not commands.has_any(entry.command, {"--progress", "--quiet", "--no-verbose", "--output-file", "--append-output"})
	not commands.has_short(entry.command, "q", "OPUTto")
	not _quiet(entry.command)
	not _by_variable(entry)
	finding := {
		"message": sprintf("%s runs wget without `-q`, `-nv` or `--progress`", [stages.label(entry.stage)]),
		"at": entry.command.at,
	}
}

_quiet(command) if {
	some flag in command.flags
	regex.match(`^-(nv|[a-zA-Z]*[oa]$)`, flag)
	not regex.match(`O`, flag)
}

# Options that an ARG or ENV of the file holds: `wget ${WGET_ARGS} …`.
_by_variable(entry) if {
	some argument in entry.command.args
	name := regex.find_all_string_submatch_n(`^"?\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?"?$`, argument.raw, 1)[0][1]
	some pair in _pairs(entry)
	pair.key == name
	is_string(pair.value)
	regex.match(`(^|[ "'])(--progress|--quiet|--no-verbose|-q|-nv)`, pair.value)
}

_pairs(entry) := [pair |
	some instruction in array.concat(entry.build.preamble, entry.stage.instructions)
	instruction.keyword in {"ARG", "ENV"}
	some pair in instruction.pairs
]

# METADATA
# title: A failure on the left of a pipe goes unnoticed
# description: >-
#   A pipeline succeeds when its last command does. If the download on the left fails, the build goes on with
#   nothing.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#using-pipes
#     description: "Docker: using pipes"
# custom:
#   severity: low
#   confidence: medium
#   category: dockerfile
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Let the shell fail with any command of the pipeline:
#       SHELL ["/bin/bash", "-o", "pipefail", "-c"]
#       RUN curl -fsSL https://example.com/a.tar.gz | tar -xz
#   aliases:
#     - hadolint:DL4006
#     - kics:efbf148a-67e9-42d2-ac47-02fa1c0d0b22
package policies.dockerfile.pipefail_missing

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"RUN"})
	not contains(entry.instruction.text, "pipefail")
	not _set_in_script(entry.instruction)
	_posix(entry.instruction)
	readers := sort([[command.pipeline, index] |
		some index, command in entry.instruction.commands
		command.operator == "|"
	])
	piped := {reader[0] | some reader in readers}
	last := {reader[1] | some number, reader in readers; not _goes_on(readers, number)}
	risky := [command |
		some index, command in entry.instruction.commands
		command.pipeline in piped
		not index in last
		not command.name in {"echo", "printf", "yes", "true", "cat", ":", ""}
	]
	finding := {
		"message": sprintf("%s pipes `%s` into another command without pipefail, so its failure goes unnoticed; %s", [stages.label(entry.stage), risky[0].name, _instead(entry)]),
		"at": risky[0].at,
	}
}

# Whether what a reader gives is read by another one of its pipeline.
_goes_on(readers, number) if readers[number + 1][0] == readers[number][0]

# What a heredoc says stands only in its commands.
_set_in_script(instruction) if {
	some command in instruction.commands
	command.name == "set"
	"pipefail" in command.words
}

# The sh of Debian and Ubuntu is dash, which may not know the option: the build would stop at it.
_instead(entry) := "write `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]` above" if _dash(entry)

_instead(entry) := "use `set -o pipefail` or SHELL" if not _dash(entry)

_dash(entry) if {
	not regex.match(`(^|/)(ba|z|k)sh( |$)`, concat(" ", entry.instruction.shell))
	base := entry.stage.effect.base
	base.official
	regex.match(`(^|/)(debian|ubuntu)([:@]|$)|[:-](slim|bullseye|bookworm|trixie|jammy|noble)`, base.text)
}

_posix(instruction) if not regex.match(`powershell|pwsh|cmd|pipefail`, lower(concat(" ", instruction.shell)))

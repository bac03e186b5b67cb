# METADATA
# title: An archive is copied and then extracted
# description: >-
#   The archive stays in its own layer although only its content is needed. ADD unpacks a local tar archive in one
#   step, or a bind mount reads it without copying.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#add-or-copy
#     description: "Docker: ADD or COPY"
# custom:
#   severity: info
#   confidence: medium
#   category: dockerfile
#   applies_to: stage
#   set: all
#   since: 0.1.0
#   remediation: |-
#     Let ADD unpack it, or mount it for the one RUN that needs it:
#       ADD app.tar.gz /opt/app/
#       RUN --mount=type=bind,source=app.tar.gz,target=/tmp/app.tar.gz tar -xzf /tmp/app.tar.gz -C /opt/app
#   aliases:
#     - hadolint:DL3010
package policies.dockerfile.archive_copied_then_extracted

import data.policies.lib.commands
import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"COPY"})
	is_object(entry.instruction.copied)
	entry.instruction.copied.from == null
	some source in entry.instruction.copied.sources
	name := regex.replace(source.text, "^.*/", "")
	regex.match(`\.(tar|tar\.(gz|bz2|xz|zst)|tgz|tbz2|txz)$`, lower(name))
	some index, each in entry.stage.instructions
	each.at == entry.instruction.at
	some run in array.slice(entry.stage.instructions, index, count(entry.stage.instructions))
	run.keyword == "RUN"
	some command in run.commands
	command.name in {"tar", "bsdtar"}
	_extracts(command)
	some word in command.words
	regex.replace(word, `^.*[/=]`, "") == name
	finding := {
		"message": sprintf("%s copies %s only to extract it; let ADD unpack it", [stages.label(entry.stage), name]),
		"at": source.at,
		"related": [{"at": command.at, "message": "extracted here"}],
	}
}

# The old style: a first word without a dash is letters of options.
_extracts(command) if regex.match(`^[A-Za-z]*x[A-Za-z]*$`, command.words[0])

_extracts(command) if commands.has_short(command, "x", "fC")

_extracts(command) if commands.has_any(command, {"--extract", "--get"})

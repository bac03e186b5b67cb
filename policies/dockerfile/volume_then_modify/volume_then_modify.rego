# METADATA
# title: Files below a VOLUME are changed after it
# description: >-
#   The legacy builder discards what later instructions write below a volume; BuildKit keeps it, so the same file
#   gives two images.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#notes-about-specifying-volumes
#     description: Dockerfile reference, notes about volumes
# custom:
#   severity: low
#   confidence: medium
#   category: dockerfile
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: Put VOLUME after the instructions that fill the directory.
#   aliases: []
package policies.dockerfile.volume_then_modify

import data.policies.lib.stages

deny contains finding if {
	some entry in stages.all
	some index, instruction in entry.stage.instructions
	instruction.keyword == "VOLUME"
	some path in instruction.args
	startswith(path.text, "/")
	some later, other in entry.stage.instructions
	later > index
	_writes(other, trim_suffix(path.text, "/"))
	finding := {
		"message": sprintf("%s changes %s after declaring it as a volume; move VOLUME to the end", [stages.label(entry.stage), path.text]),
		"at": other.at,
		"related": [{"at": path.at, "message": "declared here"}],
	}
}

_writes(instruction, path) if {
	instruction.keyword in {"COPY", "ADD"}
	is_object(instruction.copied)
	is_string(instruction.copied.destination_path)
	startswith(concat("", [instruction.copied.destination_path, "/"]), concat("", [path, "/"]))
}

_writes(instruction, path) if {
	instruction.keyword == "RUN"
	some command in instruction.commands
	command.name in {"mkdir", "touch", "chown", "chmod", "cp", "mv", "rm", "ln", "install"}
	some word in command.words
	startswith(concat("", [word, "/"]), concat("", [path, "/"]))
}

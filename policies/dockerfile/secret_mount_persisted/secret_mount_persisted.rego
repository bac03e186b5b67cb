# METADATA
# title: Content of a secret mount is written into the image
# description: >-
#   A secret mount leaves no trace by itself. Copied or printed into a file it is in the layer like any other
#   file.
# related_resources:
#   - ref: https://docs.docker.com/build/building/secrets/
#     description: "Docker: build secrets"
#   - ref: https://docs.docker.com/reference/dockerfile/#run---mounttypesecret
#     description: "Dockerfile reference: secret mounts"
# custom:
#   severity: high
#   confidence: high
#   category: secrets
#   applies_to: stage
#   applies_if: ["instructions.mounts.kind=secret", "instructions.trigger.mounts.kind=secret"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Let the program read the mount, or mount it where it looks:
#       RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci
#   cwe: [538]
package policies.dockerfile.secret_mount_persisted

import data.policies.lib.commands
import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"RUN"})
	some mount in entry.instruction.mounts
	mount.kind == "secret"
	file := _target(mount)
	some command in entry.instruction.commands
	_keeps(entry.instruction, command, file)
	finding := {
		"message": sprintf("%s writes the secret %s into the image with `%s`; let the program read it where it is mounted", [stages.label(entry.stage), file, command.name]),
		"at": command.at,
		"subject": entry.stage.at,
	}
}

# A link keeps only the path.
_keeps(_, command, file) if {
	command.name in {"cp", "mv", "install", "rsync"}
	file in command.words
}

_keeps(instruction, command, file) if {
	command.name in _printers
	_reads(command, file)
	some writer in array.concat([command], commands.readers(instruction, command))
	writer.name in _printers
	_writes(writer)
}

# What they print is what they read, or a part of it.
_printers := {"cat", "base64", "tee", "sed", "grep", "head", "tail", "envsubst"}

_reads(command, file) if file in command.words

_reads(command, file) if {
	some redirect in command.redirects
	trim_left(redirect, "< ") == file
}

_writes(command) if {
	some redirect in command.redirects
	regex.match("^>>?[^&]", redirect)
	_lasts(trim_left(redirect, "> "))
}

_writes(command) if {
	command.name == "tee"
	some word in command.words
	_lasts(word)
}

_lasts(path) if not regex.match("^(-|/dev/|/tmp/)", path)

_target(mount) := target if {
	targets := [value |
		some key in ["target", "dst", "destination"]
		value := object.get(mount.options, key, "")
		value != ""
	]
	id := object.get(mount.options, "id", "")
	target := array.concat(targets, [sprintf("/run/secrets/%s", [id])])[0]
}

# METADATA
# title: Secret is removed in a later layer
# description: >-
#   The file is gone from the last layer and still in the one that brought it. Everybody who can pull the image
#   reads it there.
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
#   applies_if: ["instructions.keyword=RUN"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Never let it into a layer: mount it for the step that needs it.
#       RUN --mount=type=secret,id=key,target=/root/.ssh/id_rsa git clone git@example.org:team/project.git
#   cwe: [538]
package policies.dockerfile.secret_removed_in_later_layer

import data.policies.lib.instructions
import data.policies.lib.keyfile
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"RUN"})
	some command in entry.instruction.commands
	command.name in {"rm", "unlink", "shred"}
	places := [index | some index, each in entry.stage.instructions; each.at == entry.instruction.at]
	some operand in command.words
	not startswith(operand, "-")
	some index, brought in entry.stage.instructions
	index < places[0]
	_brings(brought, operand)
	finding := {
		"message": sprintf("%s removes %s, but the layer of an earlier %s keeps it; use a secret mount instead", [stages.label(entry.stage), operand, brought.keyword]),
		"at": command.at,
		"subject": entry.stage.at,
		"related": [{"at": brought.at, "message": "this layer keeps it"}],
	}
}

_brings(instruction, removed) if {
	copied := instruction.copied
	is_object(copied)
	some source in copied.sources
	_name(source.text) == _name(removed)
	_secret_file(source.text)
}

_brings(instruction, removed) if {
	copied := instruction.copied
	is_object(copied)
	is_string(copied.destination_path)
	removed == copied.destination_path
	some source in copied.sources
	_secret_file(source.text)
}

# A RUN that writes one.
_brings(instruction, removed) if {
	instruction.keyword == "RUN"
	some command in instruction.commands
	some redirect in command.redirects
	startswith(redirect, ">")
	_name(redirect) == _name(removed)
	_secret_file(removed)
}

_secret_file(path) if keyfile.sensitive(path)

_secret_file(path) if keyfile.env_file(path)

_name(path) := trim_left(regex.replace(path, "^.*/", ""), "> ")

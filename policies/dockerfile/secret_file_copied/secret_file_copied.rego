# METADATA
# title: Key or credentials file is copied into the image
# description: >-
#   Everybody who can pull the image has the file, also when a later instruction deletes it: layers keep what was
#   once in them.
# related_resources:
#   - ref: https://docs.docker.com/build/building/secrets/
#     description: "Docker: build secrets"
#   - ref: https://docs.docker.com/reference/dockerfile/#run---mounttypesecret
#     description: "Dockerfile reference: secret mounts"
#   - ref: https://docs.docker.com/build/concepts/context/#dockerignore-files
#     description: "Docker: .dockerignore"
# custom:
#   severity: critical
#   confidence: high
#   category: secrets
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Mount the file for the one step that needs it, and keep it out of the context with .dockerignore:
#       RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci
#     For the running container mount it at start.
#   cwe: [538, 552]
package policies.dockerfile.secret_file_copied

import data.policies.lib.instructions
import data.policies.lib.keyfile
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"COPY", "ADD"})
	some source in entry.instruction.copied.sources
	is_null(entry.instruction.copied.from)
	_secret_file(source.text)
	not _perhaps(source.text)
	finding := {
		"message": sprintf("%s copies %s into the image; use a secret mount and list it in .dockerignore", [stages.label(entry.stage), source.text]),
		"at": source.at,
		"subject": entry.stage.at,
	}
}

deny contains finding if {
	some entry in instructions.of({"COPY", "ADD"})
	some source in entry.instruction.copied.sources
	is_null(entry.instruction.copied.from)
	_perhaps(source.text)
	finding := {
		"message": sprintf("%s copies %s into the image; make sure that it holds no password or token, or use a secret mount", [stages.label(entry.stage), source.text]),
		"at": source.at,
		"subject": entry.stage.at,
		"severity": "high",
		"outcome": "review",
	}
}

_secret_file(path) if keyfile.sensitive(path)

_secret_file(path) if keyfile.env_file(path)

# Settings that hold a credential now and then: npm's, and env files with a name of their own.
_perhaps(path) if regex.match("(?i)(^|/)[.]npmrc$", path)

_perhaps(path) if {
	keyfile.env_file(path)
	regex.match("(^|/)[^./][^/]*$", path)
}

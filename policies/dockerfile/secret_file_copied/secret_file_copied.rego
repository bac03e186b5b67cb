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
#   aliases:
#     - trivy:DS-0031
#   params:
#     variables:
#       default: ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "GOOGLE_APPLICATION_CREDENTIALS", "HF_TOKEN_PATH"]
#       description: "Variables that name a file of credentials."
package policies.dockerfile.secret_file_copied

import data.policies.lib.instructions
import data.policies.lib.keyfile
import data.policies.lib.path
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"COPY", "ADD"})
	some source in entry.instruction.copied.sources
	is_null(entry.instruction.copied.from)
	_secret_file(source.text)
	not _perhaps(source.text)
	not _published(entry.instruction.copied)
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
	not _published(entry.instruction.copied)
	finding := {
		"message": sprintf("%s copies %s into the image; make sure that it holds no password, key or token, or use a secret mount", [stages.label(entry.stage), source.text]),
		"at": source.at,
		"subject": entry.stage.at,
		"severity": "high",
		"outcome": "review",
	}
}

# A variable says that the file is one of credentials, whatever it is called.
deny contains finding if {
	some entry in instructions.of({"ENV", "ARG"})
	some pair in entry.instruction.pairs
	pair.key in data.params.dockerfile.secret_file_copied.variables
	some copy in entry.stage.instructions
	is_null(copy.copied.from)
	_brings(copy.copied, pair)
	finding := {
		"message": sprintf("%s copies the credentials that %s names into the image; mount them when the container starts", [stages.label(entry.stage), pair.key]),
		"at": pair.at,
		"subject": entry.stage.at,
		"related": [{"at": copy.at, "message": "copied here"}],
	}
}

# It names a file in a copied directory: whether the file is among what is copied, this does not say.
deny contains finding if {
	some entry in instructions.of({"ENV", "ARG"})
	some pair in entry.instruction.pairs
	pair.key in data.params.dockerfile.secret_file_copied.variables
	some copy in entry.stage.instructions
	is_null(copy.copied.from)
	not _brings(copy.copied, pair)
	_brings_all_around(copy.copied, pair)
	finding := {
		"message": sprintf("%s copies the directory of the credentials that %s names; make sure that they are not in the context, and mount them", [stages.label(entry.stage), pair.key]),
		"at": pair.at,
		"subject": entry.stage.at,
		"outcome": "review",
		"related": [{"at": copy.at, "message": "copied here"}],
	}
}

_brings(copied, pair) if {
	is_string(pair.value)
	copied.destination.text == pair.value
}

_brings(copied, pair) if {
	is_string(pair.value)
	is_string(copied.destination_path)
	path.clean(copied.destination_path) == _absolute(pair.value)
}

_brings(copied, pair) if copied.destination.raw in {concat("", ["$", pair.key]), concat("", ["${", pair.key, "}"])}

_brings_all_around(copied, pair) if {
	is_string(pair.value)
	is_string(copied.destination_path)
	directory := path.clean(copied.destination_path)
	directory != "/"
	file := _absolute(pair.value)
	path.within(file, directory)
	not regex.match("^/(var/)?run/", file)
}

# A relative path is compared as if it started at the root, which is the working directory where none is set.
_absolute(text) := path.clean(concat("/", ["", trim_prefix(text, "./")]))

_secret_file(source) if keyfile.sensitive(source)

_secret_file(source) if keyfile.env_file(source)

# Settings that hold a credential now and then: npm's, and env files with a name of their own.
_perhaps(source) if regex.match("(?i)(^|/)[.]npmrc$", source)

_perhaps(source) if {
	keyfile.sensitive(source)
	keyfile.certificate_or_key(source)
}

_published(copied) if keyfile.public_target(copied.destination.text)

_perhaps(source) if {
	keyfile.env_file(source)
	regex.match("(^|/)[^./][^/]*$", source)
}

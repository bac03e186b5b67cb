# METADATA
# title: A file that Compose treats as a secret is copied into the image
# description: >-
#   The Compose file hands the file over at run time as it should, but the Dockerfile copies it with the context
#   as well. Everybody who may pull the image can read it.
# related_resources:
#   - ref: https://docs.docker.com/build/building/secrets/
#     description: "Docker: build secrets"
# custom:
#   severity: critical
#   confidence: high
#   category: secrets
#   applies_to: service
#   applies_if: ["build"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Leave the file out of the context, in .dockerignore:
#       secrets/
#       .env*
#   cwe: [538,312]
#   aliases: []
package policies.project.secret_baked_by_context_copy

import data.policies.lib.purpose
import data.policies.lib.stages

deny contains finding if {
	some name, build in input.builds
	is_object(build.context)
	shipped := stages.shipped
	some stage in build.stages
	stage.at in shipped
	some instruction in stage.instructions
	is_object(instruction.copied)
	some secret in _files
	some file in instruction.copied.files
	_joined(build.context.path, file) == secret.path
	users := [service | some service in input.services; service.facts.build == name]
	finding := {
		"message": sprintf("the image of service %s holds %s, which %s; exclude it in .dockerignore", [users[0].key, secret.path, secret.use]),
		"at": instruction.at,
		"subject": users[0].at,
		"related": [{"at": secret.at, "message": "used here as something to keep secret"}],
	}
}

_files := array.concat(
	[file |
		some secret in input.secrets
		is_string(secret.facts.file)
		file := {"path": _clean(secret.facts.file), "at": secret.at, "use": sprintf("is the secret %s", [secret.key])}
	],
	[file |
		some env in input.env_files
		env.sample == false
		not purpose.tests(env.path)
		_holds_secrets(env)
		file := {"path": _clean(env.path), "at": env.at, "use": sprintf("is an env file of %s", [env.used_by[0]])}
	],
)

# By its name alone an env file is none.
_holds_secrets(env) if {
	some candidate in input.secret_candidates
	candidate.subject == env.at
	candidate.class != "reference"
}

_clean(path) := trim_prefix(path, "./")

_joined(".", file) := _clean(file)

_joined(context, file) := concat("/", [trim_suffix(_clean(context), "/"), _clean(file)]) if context != "."

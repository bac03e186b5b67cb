# METADATA
# title: Value of an env file is not of its type
# description: >-
#   The variable has a type: what reads it takes another value for an error, or for a default that nobody chose. The types
#   that Docker and Compose declare for their own variables are known; those of the project are told by parameters.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
#     description: Syntax of env files
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/envvars/
#     description: Pre-defined variables of Compose
# custom:
#   severity: low
#   confidence: high
#   category: environment
#   applies_to: env_file
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Write a value of the type. Name the types and the required variables of the project:
#       rules:
#         env/envfile-schema:
#           params:
#             types: {PORT: port, DEBUG: boolean}
#             required: [APP_NAME]
#   cwe: [1286]
#   aliases: ["dotenv-linter:SchemaViolation"]
#   params:
#     types:
#       default: {}
#       description: >-
#         The types of variables: `boolean`, `integer`, `number`, `port`, `url`, `email`, or one of `patterns`.
#     patterns:
#       default: {}
#       description: >-
#         Types of your own: a name and the regular expression of their values.
#     required:
#       default: []
#       description: >-
#         Variables that every env file in use must set.
package policies.env.envfile_schema

deny contains finding if {
	some file in input.env_files
	some assignment in file.assignments
	is_string(assignment.value)
	not assignment.value in {"", "***"}
	kind := _types[assignment.key]
	pattern := _patterns[kind]
	not regex.match(pattern, assignment.value)
	finding := {
		"message": sprintf("%s sets %s to what is no %s; write one", [file.path, assignment.key, kind]),
		"at": assignment.at,
		"subject": file.at,
	}
}

deny contains finding if {
	some file in input.env_files
	_is_used(file)
	names := {assignment.key | some assignment in file.assignments}
	some name in data.params.env.envfile_schema.required
	not name in names
	finding := {
		"message": sprintf("%s does not set %s, which is required; set it", [file.path, name]),
		"at": file.at,
		"subject": file.at,
	}
}

_types := object.union(_of_docker, data.params.env.envfile_schema.types)

_of_docker := {
	"COMPOSE_CONVERT_WINDOWS_PATHS": "boolean",
	"COMPOSE_DISABLE_ENV_FILE": "boolean",
	"COMPOSE_EXPERIMENTAL": "boolean",
	"COMPOSE_IGNORE_ORPHANS": "boolean",
	"COMPOSE_MENU": "boolean",
	"COMPOSE_PARALLEL_LIMIT": "integer",
	"COMPOSE_REMOVE_ORPHANS": "boolean",
	"COMPOSE_STATUS_STDOUT": "boolean",
	"DOCKER_BUILDKIT": "boolean",
}

_patterns := object.union(
	{
		"boolean": "^(1|0|[tT]|[fF]|true|TRUE|True|false|FALSE|False)$",
		"integer": "^[+-]?[0-9]+$",
		"number": "^[+-]?[0-9]+([.][0-9]+)?$",
		"port": "^([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$",
		"url": "^[a-z][a-z0-9+.-]*://[^ ]+$",
		"email": "^[^@ ]+@[^@ ]+[.][^@ ]+$",
	},
	data.params.env.envfile_schema.patterns,
)

# Of a sample, or a file that nothing reads, nothing is required.
_is_used(file) if file.interpolation

_is_used(file) if count(file.used_by) > 0

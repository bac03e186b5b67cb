# METADATA
# title: Nothing in the Compose files uses a variable of .env
# description: >-
#   A line that nobody reads misleads whoever changes it, and a secret in it lies about for nothing.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/
#     description: Precedence of environment variables
# custom:
#   severity: info
#   confidence: medium
#   category: environment
#   applies_to: env_file
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Remove the line, unless a program reads the file itself.
#   cwe: [1164]
package policies.project.env_unused_variable

import data.policies.lib.typed

deny contains finding if {
	some file in input.env_files
	file.interpolation
	not file.sample
	some assignment in file.assignments
	not assignment.key in _used
	not regex.match("^(COMPOSE|DOCKER|BUILDKIT|BUILDX)_", assignment.key)
	finding := {
		"message": sprintf("%s sets %s, which no Compose file uses; remove it", [file.path, assignment.key]),
		"at": assignment.at,
		"mark": "key",
		"subject": file.at,
	}
}

# What Compose files interpolate, services get (all of a file that they read themselves) or builds do, or a secret is taken from.
_used := {variable.name | some variable in input.variables} | ({name |
	some service in input.services
	some name, _ in service.facts.environment
} | ({name |
	some service in input.services
	build := object.get(service, "build", null)
	is_object(build)
	some name, _ in typed.map(build, "args")
} | {name |
	some secret in array.concat([each | some each in input.secrets], [each | some each in input.configs])
	name := object.get(secret, "environment", null)
}))

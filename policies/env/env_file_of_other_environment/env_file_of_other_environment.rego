# METADATA
# title: A service reads the env file of another environment
# description: >-
#   Production with the settings of development talks to the wrong databases with the wrong rights; development
#   with those of production works on true data, with secrets that developers should not have.
# related_resources:
#   - ref: https://12factor.net/dev-prod-parity
#     description: "The Twelve-Factor App: dev/prod parity"
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/set-environment-variables/
#     description: "Docker: env files"
# custom:
#   severity: high
#   confidence: high
#   category: environments
#   applies_to: env_file
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Name the file of this environment, and keep what all have in common in a file that is called otherwise.
#   cwe: [1188]
package policies.env.env_file_of_other_environment

deny contains finding if {
	some file in input.env_files
	not file.sample
	_used(file)
	_other(input.deployment.role, file.role)
	finding := {
		"message": sprintf("%s is for %s, and %s is for %s; name its own env file", [file.name, file.role, _start, input.deployment.role]),
		"at": _place(file),
		"subject": file.at,
	}
}

# Between those below production it does not matter as much: tests run with the settings of development.
_other("production", role) if role in {"development", "test", "staging"}

_other(role, "production") if role in {"development", "test", "staging"}

_start := sprintf("the environment %s", [input.deployment.name]) if is_string(input.deployment.name)

_start := "the project" if not is_string(input.deployment.name)

_used(file) if count(file.used_by) > 0

_used(file) if file.interpolation

_place(file) := file.assignments[0].at if count(file.assignments) > 0

_place(file) := file.at if count(file.assignments) == 0

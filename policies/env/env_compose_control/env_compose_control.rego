# METADATA
# title: Env file decides what Compose loads
# description: >-
#   These variables choose the Compose files, profiles or the name of the project, so that the same directory means
#   something else where the file is missing.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/envvars/
#     description: Predefined variables of Compose
# custom:
#   severity: info
#   confidence: high
#   category: environment
#   applies_to: env_file
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Nothing to do where it is meant; else name files and profiles on the command line.
#   cwe: [1188]
package policies.env.env_compose_control

deny contains finding if {
	some file in input.env_files
	file.interpolation
	some assignment in file.assignments
	assignment.key in {"COMPOSE_FILE", "COMPOSE_PROFILES", "COMPOSE_ENV_FILES", "COMPOSE_PROJECT_NAME", "COMPOSE_PATH_SEPARATOR"}
	is_string(assignment.value)
	finding := {
		"message": sprintf("%s sets %s=%s, which changes what Compose loads; know that when you read the Compose file", [file.path, assignment.key, assignment.value]),
		"at": assignment.at,
		"subject": file.at,
	}
}

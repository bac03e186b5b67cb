# METADATA
# title: Service overrides a value of its env file
# description: >-
#   `environment` wins over `env_file`: who changes the file sees no effect, and what was checked there is not what
#   runs.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/
#     description: Precedence of environment variables
# custom:
#   severity: info
#   confidence: high
#   category: environment
#   applies_to: service
#   applies_if: ["environment"]
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Keep the key in one of the two places.
#   cwe: [1109]
package policies.project.env_shadowing

deny contains finding if {
	some service in input.services
	some name, variable in service.facts.environment
	variable.source == "environment"
	is_string(variable.value)
	variable.value != "***"
	shadowed := [assignment |
		some file in input.env_files
		service.key in file.used_by
		some assignment in file.assignments
		assignment.key == name
		is_string(assignment.value)
		assignment.value != variable.value
	]
	count(shadowed) > 0
	finding := {
		"message": sprintf("service %s sets %s to another value than its env file, which is overridden; keep one", [service.key, name]),
		"at": variable.at,
		"subject": service.at,
		"related": [{"at": assignment.at, "message": "the value that is overridden"} | some assignment in shadowed],
	}
}

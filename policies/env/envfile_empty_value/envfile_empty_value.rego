# METADATA
# title: Variable that the project needs is set to nothing
# description: >-
#   A Compose file builds an image name, a port or a path from this variable, without a default. The env file sets it to
#   an empty value, so that no warning tells: `app:` without a tag, or a path that ends too early.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
#     description: Syntax of env files
#   - ref: https://docs.docker.com/reference/compose-file/interpolation/
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: high
#   category: environment
#   applies_to: env_file
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Set the variable, or make Compose stop without it: `${TAG:?set TAG}`.
#   cwe: [1188]
package policies.env.envfile_empty_value

deny contains finding if {
	some file in input.env_files
	some assignment in file.assignments
	assignment.value == ""
	uses := [variable |
		some variable in input.variables
		variable.set_at == assignment.at
		variable.operator in {"", "?", "-"}
		is_string(variable.used_at)
		_counts(variable.used_at)
	]
	finding := {
		"message": sprintf("%s sets %s to nothing, which the Compose file uses without a default; set it", [file.path, assignment.key]),
		"at": assignment.at,
		"subject": file.at,
		"related": [{"at": uses[0].at, "message": "used here"}],
	}
}

# Places where an empty text makes no sense; in an environment or a label it may.
_counts(address) if regex.match("^/services/[^/]+/(image|ports|volumes|hostname|container_name|platform|mem_limit|cpus|expose|extra_hosts|dns|networks|build/(context|dockerfile|target))(/|$)", address)

_counts(address) if regex.match("^/(networks|volumes|secrets|configs)/[^/]+/(name|driver|file|driver_opts|ipam)(/|$)", address)

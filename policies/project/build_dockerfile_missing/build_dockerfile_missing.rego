# METADATA
# title: Service builds from a Dockerfile that is not there
# description: >-
#   The Dockerfile or the directory of the build context does not exist, so the service cannot be built from what is in
#   the repository, and nothing can be said of its image.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/build/
#     description: "Compose file reference: build"
# custom:
#   severity: high
#   confidence: high
#   category: build
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Correct `build.context` (it is relative to the Compose file) or `build.dockerfile` (relative to the context), or
#     add the file.
#   cwe: [1068]
package policies.project.build_dockerfile_missing

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	service.facts.build == null
	build := object.get(service, "build", null)
	is_object(build)
	context := typed.text(build, "context")
	_local(context)
	dockerfile := object.get(build, "dockerfile", "Dockerfile")
	_local(dockerfile)
	not _depends_on_unknown(service)
	not _elsewhere(service)
	not _override_alone
	not _of_another_directory(dockerfile)
	finding := {
		"message": sprintf("service %s builds from %s in %s, which does not exist; correct `build` or add the file", [service.key, dockerfile, _directory(context)]),
		"at": lib.at(service, _place(build)),
		"subject": service.at,
	}
}

# A path inside of what was read.
_local(path) if {
	is_string(path)
	not regex.match("^(/|~|[.][.](/|$)|[a-zA-Z]:|[a-z+]+://|git@|github[.]com/)", path)
	not contains(path, "$")
	not contains(path, "://")
	not regex.match("[.]git(#.*)?$", path)
}

_directory(context) := context if not context in {"", "."}

_directory(context) := "the project directory" if context in {"", "."}

# The Dockerfile where one is named, else the context.
_place(build) := ["build", "dockerfile"] if object.get(build, "dockerfile", "Dockerfile") != "Dockerfile"

_place(build) := ["build", "context"] if object.get(build, "dockerfile", "Dockerfile") == "Dockerfile"

_depends_on_unknown(service) if {
	some variable in input.variables
	variable.state in {"unset", "required"}
	is_string(variable.used_at)
	startswith(variable.used_at, lib.at(service, ["build"]))
}

# A submodule that is not checked out has it, or it lies outside of what was read: that is told as a gap.
_elsewhere(service) if {
	some lack in input.unknown
	lack.value == lib.at(service, ["build", "dockerfile"])
}

# An override file by itself is meant to lie beside another one, to whose directory its paths belong.
_override_alone if regex.match("override[^/]*$", input.files[0])

# The path leads to the directory of the Compose file from somewhere above: the project directory is given on the command line.
_of_another_directory(dockerfile) if {
	some file in input.files
	parts := split(dockerfile, "/")
	count(parts) > 2
	directory := concat("/", array.slice(parts, 0, count(parts) - 1))
	endswith(regex.replace(file, "/[^/]*$", ""), directory)
}

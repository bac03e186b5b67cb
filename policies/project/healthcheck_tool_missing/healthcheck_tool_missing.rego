# METADATA
# title: Healthcheck calls a program that its image does not have
# description: >-
#   The base image does not have the program, and no instruction of the Dockerfile names it. The check fails each time, so
#   the container is never healthy and what waits for it never starts.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#healthcheck
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/dockerfile/#healthcheck
#     description: Dockerfile reference
# custom:
#   severity: high
#   confidence: medium
#   category: health
#   applies_to: service
#   applies_if: ["facts.healthcheck.test"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Install the program in the final stage, or use what the image has: `wget --spider` on Alpine, the runtime itself
#     elsewhere.
package policies.project.healthcheck_tool_missing

import data.policies.lib.image
import data.policies.lib.stages

deny contains finding if {
	some service in input.services
	check := service.facts.healthcheck
	is_object(check.test)
	lacking := _lacking(service.facts.base_image)
	tools := _tools(check.test)
	count(tools) > 0
	count(tools - lacking) == 0
	not _brought(service, tools)
	tool := concat(", ", tools)
	finding := {
		"message": sprintf("service %s: its healthcheck calls %s, which %s does not have; install it or use another program", [service.key, tool, service.facts.base_image.text]),
		"at": check.test.at,
		"subject": service.at,
	}
}

_probes := {"curl", "wget", "nc"}

_tools(test) := {command.name |
	some command in test.commands
	command.name in _probes
}

_lacking(base) := {tool | some tool in image.fact(data.known.probe_tools.images, base).missing} if {
	is_object(base)
	base.known == true
}

_brought(service, tools) if {
	is_string(service.facts.build)
	_installed(input.builds[service.facts.build], tools)
}

# A file mounted over the program.
_brought(service, tools) if {
	some mounted in service.facts.mounts
	is_string(mounted.target)
	regex.replace(mounted.target, "^.*/", "") in tools
}

# A stage of the image names the program: it installs or copies it.
_installed(build, tools) if {
	is_number(build.target_stage)
	some index in stages.chain(build, build.target_stage)
	some instruction in build.stages[index].instructions
	instruction.keyword in {"RUN", "COPY", "ADD"}
	some tool in tools
	_named(instruction, tool)
}

_named(instruction, tool) if regex.match(sprintf(`(^|[^a-z0-9])%s($|[^a-z0-9])`, [tool]), instruction.text)

# What a variable or a list of packages (`xargs apt-get install <packages.txt`) installs nobody knows.
_named(instruction, _) if {
	some command in instruction.commands
	command.name in {"apk", "apt-get", "apt"}
	_is_open(command)
}

# What a script of the image's own installs nobody knows either.
_named(instruction, _) if {
	instruction.keyword == "RUN"
	some command in instruction.commands
	regex.match(`^(.*/)?[^/]*\.(sh|bash|py|pl)$|^(install|setup|build|bootstrap|configure)$`, _program(command))
}

# What a shell is given to run is the script.
_program(command) := array.concat([word | is_string(command.subcommand); word := command.subcommand], command.operands)[0] if {
	_interprets(command)
	not "-c" in command.flags
}

_program(command) := command.name if not _interprets(command)

_interprets(command) if regex.match(`^((ba|da|a)?sh|python3?|perl)$`, command.name)

_is_open(command) if command.dynamic

_is_open(command) if "xargs" in command.wrappers

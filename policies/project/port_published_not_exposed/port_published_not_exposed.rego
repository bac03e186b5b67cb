# METADATA
# title: Published port is not one that the image names
# description: >-
#   The Dockerfile says with EXPOSE which ports its program listens on, and the service publishes another one: either
#   nobody listens there, or a listener (a debugger, metrics) was never written down.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/dockerfile/#expose
#     description: "Dockerfile reference: EXPOSE"
# custom:
#   severity: low
#   confidence: medium
#   category: ports
#   applies_to: service
#   applies_if: ["build"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Publish the port that the program listens on, or add the missing EXPOSE to the Dockerfile.
#   cwe: [1068]
package policies.project.port_published_not_exposed

import data.policies.lib.port as ports
import data.policies.lib.stages
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	build := input.builds[service.facts.build]
	is_object(build.effect)
	count(build.effect.exposed) > 0
	typed.text(service, "network_mode") != "host"
	some entry in service.facts.ports
	some port in _narrowed(service, entry)
	not _named(service, port)
	finding := {
		"message": sprintf("service %s publishes port %d, but its image names %s; correct the port or add EXPOSE %d to %s", [service.key, port.target, concat(", ", [each.value | some each in build.effect.exposed]), port.target, build.dockerfile]),
		"at": port.at,
		"subject": service.at,
		"related": [{"at": each.at, "message": "the port that the image names"} | some each in build.effect.exposed],
	}
}

# Of a range its first port and those that stand right behind what the image names: if those are named, all are.
_narrowed(_, entry) := [entry] if not ports.is_range(entry)

_narrowed(service, entry) := array.slice([port | some port in all; not _named(service, port)], 0, 1) if {
	ports.is_range(entry)
	behind := {number |
		some exposed in service.facts.exposed
		regex.match("^[0-9]+(-[0-9]+)?(/|$)", exposed)
		ends := split(split(exposed, "/")[0], "-")
		number := to_number(ends[count(ends) - 1]) + 1
	}
	all := ports.among(entry, behind | {entry.target})
}

_named(service, port) if {
	some exposed in service.facts.exposed
	_covers(exposed, port)
}

# Which port a variable names nobody knows.
_named(service, _) if {
	build := input.builds[service.facts.build]
	some index in stages.chain(build, build.target_stage)
	some instruction in build.stages[index].instructions
	instruction.keyword == "EXPOSE"
	some word in instruction.args
	not word.known
}

# Ports of the base image that it keeps beside those of the Dockerfile.
_named(service, port) if {
	base := service.facts.base_image
	is_object(base)
	port.target in object.get(_of_bases, base.name, [])
}

_of_bases := {"nginx": [80], "httpd": [80], "caddy": [80, 443, 2019], "php": [80, 9000], "tomcat": [8080], "jetty": [8080], "wordpress": [80], "nextcloud": [80, 9000], "traefik": [80]}

# `8080/tcp`, `8000-8010/tcp`; a form with a variable covers everything.
_covers(exposed, port) if {
	regex.match("^[0-9]+(-[0-9]+)?(/[a-zA-Z]+)?$", exposed)
	protocol := array.concat(split(lower(exposed), "/"), ["tcp"])[1]
	protocol == lower(port.protocol)
	ends := split(split(exposed, "/")[0], "-")
	port.target >= to_number(ends[0])
	port.target <= to_number(ends[count(ends) - 1])
}

_covers(exposed, _) if not regex.match("^[0-9]+(-[0-9]+)?(/[a-zA-Z]+)?$", exposed)

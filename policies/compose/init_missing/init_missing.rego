# METADATA
# title: First process of a service reaps no children
# description: >-
#   Runtimes such as Node.js and Python do not wait for the children that others leave behind, and as the first process they
#   ignore signals that they do not handle. An init does both.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#init
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: low
#   category: stop
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Write `init: true`, or start the program with tini or dumb-init.
package policies.compose.init_missing

import data.policies.lib
import data.policies.lib.image

deny contains finding if {
	some service in input.services
	object.get(service, "init", false) != true
	name := trim_prefix(image.name(image.runs(service)), "library/")
	name in {"node", "python", "openjdk", "eclipse-temurin", "amazoncorretto", "ruby"}
	not _init(service)
	finding := {
		"message": sprintf("service %s is made on %s and starts without an init; write `init: true`", [service.key, name]),
		"at": lib.at(service, ["init"]),
		"subject": service.at,
	}
}

_init(service) if {
	some key in ["entrypoint", "command"]
	line := object.get(service.facts, key, null)
	is_object(line)
	some word in line.words
	regex.replace(word, "^.*/", "") in {"tini", "dumb-init", "docker-init", "catatonit", "init", "s6-svscan", "supervisord"}
}

# METADATA
# title: Healthcheck asks a port where nothing is known to listen
# description: >-
#   The probe asks a port that the image does not expose, that is not published and that no setting names. Often it is the
#   port of the host in place of the one in the container. The check then fails each time, and what waits for the service
#   never starts.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#healthcheck
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/dockerfile/#healthcheck
#     description: Dockerfile reference
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: "Compose file reference: ports"
# custom:
#   severity: medium
#   confidence: medium
#   category: health
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Ask the port in the container: for `ports: ["8080:80"]` that is `http://localhost:80/`.
#   cwe: [754]
package policies.project.healthcheck_port_mismatch

import data.policies.lib.probe
import data.policies.lib.port as ports
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	check := service.facts.healthcheck
	is_object(check.test)
	_own_network(service)
	known := _known(service)
	count(known) > 0
	some contact in probe.contacts(check.test)
	_asks_itself(service, contact.host)
	not _is_known(service, contact.port)
	not _named(service, contact.port)
	finding := object.union(_judged(service, contact.port), {
		"at": contact.at,
		"subject": service.at,
		"related": [{"at": service.at, "message": sprintf("ports known of it: %s", [_listed(known)])}],
	})
}

_asks_itself(_, host) if probe.is_loopback(host)

_asks_itself(service, host) if probe.is_own_name(service, host)

# The port of the host in place of the container's is an error; of another port the files do not say that nothing listens there.
_judged(service, port) := {"message": sprintf("the healthcheck of service %s asks port %d, which is the port on the host; in the container it is %s", [service.key, port, _listed(targets)])} if {
	targets := _published(service, port)
	count(targets) > 0
}

_judged(service, port) := {
	"message": sprintf("the healthcheck of service %s asks port %d, which is neither exposed nor published; check that the service listens there", [service.key, port]),
	"outcome": "review",
} if count(_published(service, port)) == 0

_published(service, number) := {target |
	some published in service.facts.ports
	is_number(published.published)
	target := published.target + (number - published.published)
	ports.has_target(published, target)
}

# The ports that are known of it, as numbers or ranges.
_known(service) := {_end(published) | some published in service.facts.ports} | {_single(text) | some text in service.facts.exposed}

_end(published) := published.target if not ports.is_range(published)

_end(published) := ports.target_text(published) if ports.is_range(published)

_single(text) := to_number(_without_protocol(text)) if regex.match("^[0-9]+(/|$)", text)

_single(text) := _without_protocol(text) if regex.match("^[0-9]+-[0-9]+(/|$)", text)

_without_protocol(text) := regex.replace(text, "/.*$", "")

_is_known(service, number) if {
	some text in service.facts.exposed
	_is_settled(text)
	ends := split(_without_protocol(text), "-")
	number >= to_number(ends[0])
	number <= to_number(ends[count(ends) - 1])
}

# Which port a variable names nobody knows.
_is_known(service, _) if {
	some text in service.facts.exposed
	not _is_settled(text)
}

_is_settled(text) if regex.match("^[0-9]+(-[0-9]+)?(/|$)", text)

_is_known(service, number) if {
	some published in service.facts.ports
	ports.has_target(published, number)
}

_listed(known) := concat(", ", [sprintf("%v", [number]) | some number in known])

# With another network the ports are those of another container, or of the host.
_own_network(service) if {
	mode := typed.text(service, "network_mode")
	mode != "host"
	not regex.match("^(service|container):", mode)
}

# A setting or argument names the port.
_named(service, port) if {
	pattern := sprintf("(^|[^0-9])%d([^0-9]|$)", [port])
	some text in _texts(service)
	regex.match(pattern, text)
}

_texts(service) := array.concat(
	[variable.value |
		some variable in service.facts.environment
		is_string(variable.value)
	],
	[word |
		some line in [service.facts.entrypoint, service.facts.command]
		is_object(line)
		some word in line.words
	],
)

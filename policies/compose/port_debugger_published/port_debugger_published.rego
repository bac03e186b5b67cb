# METADATA
# title: Port of a debugger is published
# description: >-
#   A debugger runs any code in the process for whoever connects, without a password. Published beyond the host that is remote
#   code execution as a service.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/network/packet-filtering-firewalls/
#     description: Docker and packet filtering
# custom:
#   severity: high
#   confidence: high
#   category: ports
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the port, or bind it to loopback for a session: `127.0.0.1:9229:9229`. Keep debuggers in an override file for
#     development.
#   cwe: [668]
#   absorbs: [compose/port-all-interfaces]
package policies.compose.port_debugger_published

import data.policies.lib.port

deny contains finding if {
	some service in input.services
	some entry in service.facts.ports
	port.beyond_host(service, entry)
	some published in _listens(service, entry)
	what := _debugger(service, published)
	finding := {
		"message": sprintf("service %s publishes %s (container port %d) beyond the host; remove it or write `127.0.0.1:%d:%d`", [service.key, what, published.target, published.target, published.target]),
		"at": port.published_at(published),
		"subject": service.at,
	}
}

# Of a range those ports that a debugger listens on: its own, and those that something names which starts one.
_listens(_, entry) := [entry] if not port.is_range(entry)

_listens(service, entry) := port.among(entry, {9229} | {to_number(number) |
	some match in _matches(service)
	some number in regex.split("[^0-9]+", match)
	regex.match("^[1-9][0-9]{0,4}$", number)
}) if port.is_range(entry)

_debugger(service, published) := "the debugger of Node.js" if {
	published.target == 9229
	is_string(service.key)
}

_debugger(service, published) := sprintf("the debugger started by `%s`", [match]) if {
	published.target != 9229
	match := _started(service, published)
}

# A command or variable that makes a debugger listen on this very port.
_started(service, published) := matches[0] if {
	matches := [match |
		some match in _matches(service)
		regex.match(sprintf("(^|[^0-9])%d([^0-9]|$)", [published.target]), match)
	]
}

_matches(service) := [match |
	some text in _texts(service)
	some pattern in ["--inspect(?:-brk)?(?:=[0-9A-Za-z.*:]*)?", "-agentlib:jdwp=[0-9A-Za-z_=,.*:]+", "-Xrunjdwp:[0-9A-Za-z_=,.*:]+", "debugpy[ a-z-]*[0-9.:]+", "dlv[ a-z-]*--listen=[0-9.:]+", "--listen=[0-9.]*:[0-9]+ --headless"]
	some match in regex.find_n(pattern, text, 3)
]

_texts(service) := array.concat(
	[variable.value | some variable in service.facts.environment; is_string(variable.value)],
	[text |
		some argv in [service.facts.entrypoint, service.facts.command]
		text := concat(" ", argv.words)
	],
)

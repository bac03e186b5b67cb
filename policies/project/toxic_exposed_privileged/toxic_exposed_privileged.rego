# METADATA
# title: Service that is published can take over the host
# description: >-
#   The service can be reached from beyond the host and holds what makes it root there: privileged mode, a control
#   socket, the processes of the host, a capability such as SYS_ADMIN, or a writable system directory. One flaw in it is
#   enough.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: Compose file reference
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
#     description: OWASP Docker Security Cheat Sheet
# custom:
#   severity: critical
#   confidence: high
#   category: exposure
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Take one of the two away: bind the port to 127.0.0.1 or put a plain reverse proxy in front, or remove the power (a
#     socket proxy that allows single read-only calls instead of the socket).
#   cwe: [250, 668]
#   absorbs:
#     - compose/cap-add-host-takeover
#     - compose/docker-socket-mounted
#     - compose/host-sensitive-dir-writable
#     - compose/pid-host
#     - compose/port-all-interfaces
#     - compose/service-privileged
package policies.project.toxic_exposed_privileged

import data.policies.lib.port
import data.policies.lib.power

deny contains finding if {
	some service in input.services
	published := port.ordered([each | some each in service.facts.ports; port.beyond_host(service, each)])
	shown := array.concat([each | some each in published; each.reach != "unknown"], published)[0]
	powers := power.over_host(service)
	count(powers) > 0
	mark := _mark(shown, powers)
	finding := {
		"message": sprintf("service %s is published on port %s and %s; %s", [
			service.key,
			port.target_text(shown),
			concat(", ", [each.text | some each in powers]),
			_instead(service, published),
		]),
		"at": mark,
		"subject": service.at,
		"related": array.concat(
			[{"at": each.at, "message": each.text} | some each in powers; each.at != mark],
			[{"at": shown.at, "message": "published here"} | shown.at != mark],
		),
		"outcome": _outcome(published),
	}
}

# The power is what is worse; the port, where it hangs on what nobody knows.
_mark(shown, powers) := powers[0].at if not _doubtful(shown)

_mark(shown, _) := shown.at if _doubtful(shown)

_doubtful(shown) if {
	some lack in input.unknown
	startswith(sprintf("%s/", [lack.value]), sprintf("%s/", [shown.at]))
}

# What others come in by is not bound to loopback.
_instead(service, published) := "bind the port to 127.0.0.1 or take that power away" if not _an_entrance(service, published)

_instead(service, published) := "put a proxy that passes on single calls between it and the socket" if {
	_an_entrance(service, published)
	count(power.sockets(service)) > 0
}

_instead(service, published) := "take that power away" if {
	_an_entrance(service, published)
	count(power.sockets(service)) == 0
}

_an_entrance(service, published) if {
	some each in published
	port.entrance(service, each)
}

# Where only a variable names the address, it may be loopback.
_outcome(published) := "fail" if {
	some each in published
	each.reach != "unknown"
}

_outcome(published) := "review" if {
	every each in published {
		each.reach == "unknown"
	}
}

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
package policies.project.toxic_exposed_privileged

import data.policies.lib.port
import data.policies.lib.power

deny contains finding if {
	some service in input.services
	published := port.ordered([each | some each in service.facts.ports; port.beyond_host(service, each)])
	shown := array.concat([each | some each in published; each.reach != "unknown"], published)[0]
	powers := power.over_host(service)
	count(powers) > 0
	finding := {
		"message": sprintf("service %s is published on port %s and %s; bind the port to 127.0.0.1 or take that power away", [service.key, port.target_text(shown), concat(", ", [each.text | some each in powers])]),
		"at": shown.at,
		"subject": service.at,
		"related": [{"at": each.at, "message": each.text} | some each in powers],
		"outcome": _outcome(published),
	}
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

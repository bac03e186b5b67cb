# METADATA
# title: Service is killed instead of stopped
# description: >-
#   SIGKILL gives the process no chance to finish, and a datastore that gets little time between the signal and the kill may
#   have to recover its files.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#stop_grace_period
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: high
#   category: stop
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `stop_signal: SIGKILL`, and give a datastore at least ten seconds.
#   params:
#     min_seconds:
#       default: 10
#       description: Seconds that a datastore is given to stop.
package policies.compose.stop_kill_or_grace_too_short

import data.policies.lib
import data.policies.lib.deployment
import data.policies.lib.image

deny contains finding if {
	some service in input.services
	upper(sprintf("%v", [object.get(service, "stop_signal", "")])) in {"SIGKILL", "KILL", "9"}
	finding := {
		"message": sprintf("service %s is stopped with %v; use SIGTERM or the signal of the program", [service.key, service.stop_signal]),
		"at": lib.at(service, ["stop_signal"]),
		"subject": service.at,
	}
}

deny contains finding if {
	some service in input.services
	grace := object.get(service, "stop_grace_period", null)
	is_string(grace)
	kind := image.datastore(service)
	deployment.nanoseconds(grace) < data.params.compose.stop_kill_or_grace_too_short.min_seconds * 1000000000
	finding := {
		"message": sprintf("service %s: %s has %s to stop before it is killed; write at least `%ds`", [service.key, kind, grace, data.params.compose.stop_kill_or_grace_too_short.min_seconds]),
		"at": lib.at(service, ["stop_grace_period"]),
		"subject": service.at,
	}
}

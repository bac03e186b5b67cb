# METADATA
# title: Image is stopped with SIGKILL
# description: >-
#   STOPSIGNAL SIGKILL gives the process no chance to finish what it does.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#stopsignal
#     description: Dockerfile reference
# custom:
#   severity: low
#   confidence: high
#   category: stop
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove STOPSIGNAL, or name the signal on which the program stops.
package policies.dockerfile.stop_signal_kill

import data.policies.lib.stages

deny contains finding if {
	some entry in stages.targets
	signal := entry.stage.effect.stop_signal
	is_object(signal)
	upper(signal.value) in {"SIGKILL", "KILL", "9"}
	finding := {
		"message": sprintf("%s is stopped with %s; use SIGTERM or the signal of the program", [stages.label(entry.stage), signal.value]),
		"at": signal.at,
		"subject": entry.stage.at,
	}
}

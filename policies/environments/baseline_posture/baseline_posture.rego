# METADATA
# title: A service of production misses a part of the baseline
# description: >-
#   What every container in production should have, whatever it does, in one look: no new privileges, a read-
#   only root filesystem, no capabilities, a user other than root, limits, a healthcheck, a bounded log, a
#   restart policy, a pinned image. One finding for each service, with what the other environments make of it.
# related_resources:
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
#     description: "OWASP: Docker security"
#   - ref: https://docs.docker.com/compose/how-tos/production/
#     description: "Docker: Compose in production"
# custom:
#   severity: medium
#   confidence: high
#   category: environments
#   applies_to: environments
#   applies_if: ["roles=production"]
#   params:
#     leave:
#       default: []
#       description: "Protections that are not asked for, by name."
#       values: [no-new-privileges, read-only, cap-drop-all, non-root, memory-limit, cpu-limit, pids-limit, healthcheck, log-rotation, restart, pinned-image]
#     reason:
#       default: ""
#       description: "Why, for those who read reports and evidence."
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Set what is missing in the file that all environments share, and take it out where it is not wanted, so
#     that a new environment begins closed.
#   cwe: [693]
package policies.environments.baseline_posture

deny contains finding if {
	some name, environment in input.environments
	environment.role == "production"
	some posture in environment.posture
	missing := _with(posture, "lacks")
	count(missing) > 0
	finding := {
		"message": sprintf("service %s has %d of %d protections in %s; it lacks %s%s", [posture.service, count(_with(posture, "holds")), count(_asked(posture)), name, _list(missing), _unknown(posture)]),
		"at": posture.at,
		"subject": posture.subject,
		"related": [{"at": other.at, "message": sprintf("in %s it has %d, and lacks %s", [beside, count(_with(other, "holds")), _list(_with(other, "lacks"))])} |
			some beside, elsewhere in input.environments
			beside != name
			not beside in input.broken
			some other in elsewhere.posture
			other.service == posture.service
		],
	}
}

_asked(posture) := [protection |
	some protection, _ in posture.protections
	not protection in data.params.environments.baseline_posture.leave
]

_with(posture, state) := [protection |
	some protection in _asked(posture)
	posture.protections[protection] == state
]

_unknown(posture) := sprintf(" (unknown: %s)", [_list(unknown)]) if {
	unknown := _with(posture, "unknown")
	count(unknown) > 0
}

_unknown(posture) := "" if count(_with(posture, "unknown")) == 0

_list(protections) := concat(", ", sort(protections)) if count(protections) > 0

_list([]) := "nothing"

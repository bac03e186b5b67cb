# METADATA
# title: Image has no HEALTHCHECK
# description: >-
#   Without one the engine only sees whether the process exists, not whether it answers. Orchestrators bring
#   probes of their own, and a Compose file can define the check instead, so this is no fault where they do.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#healthcheck
#     description: Dockerfile reference, HEALTHCHECK
# custom:
#   severity: low
#   confidence: medium
#   category: health
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Ask the program whether it works:
#       HEALTHCHECK --interval=30s --timeout=3s CMD ["/app", "health"]
#   aliases:
#     - checkov:CKV_DOCKER_2
#     - hadolint:DL3057
#     - kics:b03a748a-542d-44f4-bb86-9199ab4fd2d5
#     - trivy:DS-0026
package policies.dockerfile.healthcheck_missing

import data.policies.lib.healthcheck
import data.policies.lib.stages

deny contains finding if {
	some entry in stages.targets
	entry.stage.effect.healthcheck.state == "missing"
	not _checked_by_services(entry.build)
	not _judged_by_service(entry.build)
	finding := {
		"message": sprintf("%s has no HEALTHCHECK; add one that asks the program", [stages.label(entry.stage)]),
		"at": entry.stage.from.at,
		"mark": "value",
		"subject": entry.stage.at,
	}
}

# The base image may bring one.
deny contains finding if {
	some entry in stages.targets
	entry.stage.effect.healthcheck.state == "unknown"
	not _checked_by_services(entry.build)
	not _judged_by_service(entry.build)
	finding := {
		"message": sprintf("%s has no HEALTHCHECK unless its base image brings one; add one that asks the program", [stages.label(entry.stage)]),
		"at": entry.stage.from.at,
		"mark": "value",
		"subject": entry.stage.at,
		"outcome": "review",
	}
}

_checked_by_services(build) if {
	count(build.services) > 0
	checked := [name |
		some name in build.services
		input.services[name].facts.healthcheck.source == "compose"
	]
	count(checked) == count(build.services)
}

# compose/healthcheck-missing asks it of the service that runs what the build makes.
_judged_by_service(build) if {
	some name in build.services
	name in _unchecked
}

_unchecked contains key if {
	some service in healthcheck.long_running
	service.facts.healthcheck.state in {"missing", "unknown"}
	key := service.key
}

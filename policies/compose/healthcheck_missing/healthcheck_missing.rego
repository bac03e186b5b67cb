# METADATA
# title: Service has no healthcheck
# description: >-
#   Without a healthcheck the engine only sees that the process exists. A service that hangs counts as running, and nothing
#   can wait until it is ready. The healthcheck of the image counts, from the Dockerfile or from what is known about the
#   image.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#healthcheck
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/dockerfile/#healthcheck
#     description: Dockerfile reference
# custom:
#   severity: medium
#   confidence: medium
#   category: health
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write a `healthcheck` in the service, or HEALTHCHECK in its Dockerfile.
#   aliases:
#     - checkov:CKV_DOCKER_2
#     - hadolint:DL3057
#     - kics:698ed579-b239-4f8f-a388-baa4bcb13ef8
#     - kics:b03a748a-542d-44f4-bb86-9199ab4fd2d5
#     - trivy:DS-0026
package policies.compose.healthcheck_missing

import data.policies.lib
import data.policies.lib.healthcheck

deny contains finding if {
	some service in healthcheck.long_running
	service.facts.healthcheck.state == "missing"
	finding := {
		"message": sprintf("service %s has no healthcheck, in the Compose file or in its image; write `healthcheck`", [service.key]),
		"at": lib.at(service, ["healthcheck"]),
		"subject": service.at,
	}
}

deny contains finding if {
	some service in healthcheck.long_running
	service.facts.healthcheck.state == "unknown"
	finding := {
		"message": sprintf("service %s has no `healthcheck`, and whether its image brings one the files do not say", [service.key]),
		"at": lib.at(service, ["healthcheck"]),
		"subject": service.at,
		"outcome": "review",
	}
}

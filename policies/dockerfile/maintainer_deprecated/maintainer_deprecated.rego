# METADATA
# title: MAINTAINER is deprecated
# description: >-
#   MAINTAINER has been deprecated since Docker 1.13. A label says the same, can be read with `docker inspect` and
#   is what registries and scanners look for.
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/maintainer-deprecated/
#     description: BuildKit check MaintainerDeprecated
# custom:
#   severity: info
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Write a label instead:
#       LABEL org.opencontainers.image.authors="team@example.com"
#   aliases:
#     - buildkit:MaintainerDeprecated
#     - checkov:CKV_DOCKER_6
#     - hadolint:DL4000
#     - kics:99614418-f82b-4852-a9ae-5051402b741c
#     - trivy:DS-0022
package policies.dockerfile.maintainer_deprecated

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"MAINTAINER"})
	finding := {
		"message": sprintf("%s uses MAINTAINER; write `LABEL org.opencontainers.image.authors=…`", [stages.label(entry.stage)]),
		"at": entry.instruction.at,
		"mark": "key",
	}
}

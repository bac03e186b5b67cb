# METADATA
# title: Rolling update of a service without a healthcheck
# description: >-
#   A swarm goes on to the next container when the new one is healthy. Without a healthcheck that is as soon as the process
#   exists, so a broken version replaces all of them.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/
#     description: Compose deploy reference
# custom:
#   severity: medium
#   confidence: high
#   category: update
#   applies_to: service
#   applies_if: ["deploy.update_config"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Write a `healthcheck` in the service or HEALTHCHECK in its Dockerfile.
package policies.compose.update_without_healthcheck

import data.policies.lib
import data.policies.lib.deployment

deny contains finding if {
	some entry in deployment.updates
	state := entry.service.facts.healthcheck.state
	state in {"missing", "disabled"}
	finding := {
		"message": sprintf("service %s is updated container by container and has no healthcheck to tell whether the new one works; write one", [entry.service.key]),
		"at": lib.at(entry.service, ["deploy", "update_config"]),
		"subject": entry.service.at,
	}
}

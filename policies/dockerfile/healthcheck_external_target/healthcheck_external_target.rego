# METADATA
# title: Healthcheck tests somebody else
# description: >-
#   A healthcheck says whether this container works. One that asks another host fails when that one is down, so that a
#   sound container is restarted, and succeeds while this one is broken.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#healthcheck
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/dockerfile/#healthcheck
#     description: Dockerfile reference
# custom:
#   severity: low
#   confidence: medium
#   category: health
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Ask the container itself: `curl -f http://localhost:8080/health || exit 1`. To wait for another service use
#     `depends_on` with `condition: service_healthy`.
#   cwe: [754]
package policies.dockerfile.healthcheck_external_target

import data.policies.lib.probe
import data.policies.lib.stages

deny contains finding if {
	some build in input.builds
	some stage in build.stages
	stages.live(build, stage)
	some instruction in stage.instructions
	is_object(instruction.healthcheck)
	test := instruction.healthcheck.test
	is_object(test)
	some contact in probe.contacts(test)
	contact.host != ""
	not probe.is_loopback(contact.host)
	finding := {
		"message": sprintf("the healthcheck of %s asks %s, not itself; ask localhost", [stages.label(stage), contact.host]),
		"at": contact.at,
		"subject": stage.at,
	}
}

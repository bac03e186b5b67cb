# METADATA
# title: Healthcheck of a service cannot fail
# description: >-
#   A test that ends in `|| true`, `exit 0` or `echo` succeeds whatever the service does, so a broken service counts as
#   healthy and others start after it.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#healthcheck
#     description: Compose file reference
# custom:
#   severity: medium
#   confidence: high
#   category: health
#   applies_to: service
#   applies_if: ["healthcheck.test"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Let the test end with the status of the check: remove `|| true`, or write `|| exit 1`.
package policies.compose.healthcheck_noop

import data.policies.lib.healthcheck

deny contains finding if {
	some entry in healthcheck.written
	healthcheck.never_fails(entry.test)
	finding := {
		"message": sprintf("service %s has a healthcheck that succeeds whatever happens; let it end with the status of the check, or `|| exit 1`", [entry.service.key]),
		"at": entry.test.at,
		"subject": entry.service.at,
	}
}

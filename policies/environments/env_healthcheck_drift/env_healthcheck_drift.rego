# METADATA
# title: Production checks health less than staging
# description: >-
#   Where staging waits for a healthy database and production does not, or where only staging has a healthcheck,
#   deployments are tried under conditions that users do not get: a service that hangs is not seen, and others
#   start before it is ready.
# related_resources:
#   - ref: https://12factor.net/dev-prod-parity
#     description: "The Twelve-Factor App: dev/prod parity"
#   - ref: https://docs.docker.com/reference/compose-file/services/#healthcheck
#     description: "Compose file reference: healthcheck"
# custom:
#   severity: medium
#   confidence: high
#   category: environments
#   applies_to: environments
#   applies_if: ["comparisons.from_role=staging"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Give production the same healthcheck and the same conditions in `depends_on`.
#   cwe: [1188]
package policies.environments.env_healthcheck_drift

deny contains finding if {
	some comparison in input.comparisons
	comparison.from_role == "staging"
	comparison.to_role == "production"
	some difference in comparison.differences
	difference.group == "health"
	difference.effect == "weaker"
	finding := {
		"message": sprintf("service %s %s in %s, and not in %s; make it as it is in %s", [difference.service, _words(difference), comparison.to, comparison.from, comparison.from]),
		"at": difference.to_at,
		"subject": difference.subject,
		"related": [{"at": difference.from_at, "message": sprintf("%s in %s", [difference.service, comparison.from])}],
	}
}

_words(difference) := "has no healthcheck" if difference.fact == "healthcheck"

_words(difference) := sprintf("does not wait until %s is healthy", [difference.key]) if difference.fact == "depends-on"

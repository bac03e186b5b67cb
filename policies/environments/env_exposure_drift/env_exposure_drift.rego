# METADATA
# title: Production opens more to the outside than staging
# description: >-
#   A port or a directory of the host that only production hands out was never part of what was tried. Often it
#   was opened for once, to look at something, and stayed.
# related_resources:
#   - ref: https://12factor.net/dev-prod-parity
#     description: "The Twelve-Factor App: dev/prod parity"
#   - ref: https://docs.docker.com/engine/network/port-publishing/
#     description: "Docker: publishing ports"
# custom:
#   severity: medium
#   confidence: medium
#   category: environments
#   applies_to: environments
#   applies_if: ["comparisons.from_role=staging"]
#   params:
#     entry:
#       default: [80, 443]
#       description: "Container ports that are the way in for users: a proxy may have them in production alone."
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Take it out of production, or add it to staging, so that it is tried where it hurts nobody.
#   cwe: [668]
package policies.environments.env_exposure_drift

deny contains finding if {
	some comparison in input.comparisons
	comparison.from_role == "staging"
	comparison.to_role == "production"
	some difference in comparison.differences
	difference.effect == "weaker"
	what := _words(difference)
	finding := {
		"message": sprintf("service %s %s in %s, and not in %s", [difference.service, what, comparison.to, comparison.from]),
		"at": difference.to_at,
		"subject": difference.subject,
		"related": [{"at": difference.from_at, "message": sprintf("%s in %s", [difference.service, comparison.from])}],
	}
}

_words(difference) := sprintf("publishes port %s", [difference.key]) if {
	difference.fact == "port"
	not _entry(difference.key)
}

# What lies beside the Compose file comes with it.
_words(difference) := sprintf("mounts %s of the host", [difference.to]) if {
	difference.fact == "host-mount"
	regex.match(`^(/|~|\.\.)`, difference.to)
}

_entry(key) if {
	some port in data.params.environments.env_exposure_drift.entry
	split(key, "/")[0] == sprintf("%d", [port])
}

# METADATA
# title: Production is weaker than staging
# description: >-
#   What was tried in staging is not what runs: a limit, a dropped capability or a read-only root filesystem that
#   staging has and production lacks protects nobody, and what breaks without it is never seen before users see
#   it.
# related_resources:
#   - ref: https://12factor.net/dev-prod-parity
#     description: "The Twelve-Factor App: dev/prod parity"
#   - ref: https://docs.docker.com/compose/how-tos/production/
#     description: "Docker: Compose in production"
# custom:
#   severity: high
#   confidence: high
#   category: environments
#   applies_to: environments
#   applies_if: ["comparisons.from_role=staging"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Set the same in production, best in the file that both have in common.
#   cwe: [1188]
package policies.environments.prod_laxer_than_staging

deny contains finding if {
	some comparison in input.comparisons
	comparison.from_role == "staging"
	comparison.to_role == "production"
	some difference in comparison.differences
	difference.effect == "weaker"
	what := _words(difference)
	finding := {
		"message": sprintf("service %s %s in %s, and not in %s; make it as it is in %s", [difference.service, what, comparison.to, comparison.from, comparison.from]),
		"at": difference.to_at,
		"subject": difference.subject,
		"related": [{"at": difference.from_at, "message": sprintf("%s in %s", [difference.service, comparison.from])}],
		"severity": _severity(difference),
	}
}

_words(difference) := _plain[difference.fact]

_words(difference) := sprintf(_of_key[difference.fact], [difference.key]) if is_string(difference.key)

_plain := {
	"privileged": "runs privileged",
	"no-new-privileges": "lacks `no-new-privileges`",
	"read-only": "lacks a read-only root filesystem",
	"root-user": "runs as root",
	"seccomp": "turns seccomp off",
	"apparmor": "turns AppArmor off",
	"host-network": "uses the network of the host",
	"memory": "lacks a limit of memory",
	"cpus": "lacks a limit of processors",
	"pids": "lacks a limit of processes",
	"restart": "lacks a restart policy",
	"log-driver": "writes no log",
	"log-rotation": "lacks a bound of its log",
	"pinning": "names its image less exactly",
}

_of_key := {
	"cap-add": "adds the capability %s",
	"cap-drop": "keeps the capability %s",
	"host-namespace": "shares the host's `%s`",
	"device": "gets the device %s",
	"writable-mount": "may write to %s",
	"reach": "is reached on port %s from further away",
}

_severity(difference) := "high" if difference.group in {"privileges", "exposure", "mounts"}

_severity(difference) := "medium" if not difference.group in {"privileges", "exposure", "mounts"}

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
#   params:
#     against:
#       default: [staging]
#       description: "What production is held against. Tests and development count only where there is no staging."
#       values: [staging, test, development]
#     allow:
#       default: []
#       description: "What production may be weaker in, as this rule's facts are called in `plimsoll diff --format json` (`memory`, `restart`), or for one service (`web/memory`); `tls` for variables that turn it off."
#     reason:
#       default: ""
#       description: "Why it may be, for those who read reports and evidence."
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Set the same in production, best in the file that both have in common.
#   cwe: [1188]
package policies.environments.prod_laxer_than_staging

import data.policies.lib.tls

deny contains finding if {
	some comparison in input.comparisons
	comparison.from_role in data.params.environments.prod_laxer_than_staging.against
	comparison.to_role == "production"
	some difference in comparison.differences
	difference.effect == "weaker"
	not _allowed(difference.service, difference.fact)
	what := _words(difference)
	finding := {
		"message": sprintf("service %s %s in %s, and not in %s; make it as it is in %s", [difference.service, what, comparison.to, comparison.from, comparison.from]),
		"at": difference.to_at,
		"subject": difference.subject,
		"related": [{"at": difference.from_at, "message": sprintf("%s in %s", [difference.service, comparison.from])}],
		"severity": _severity(difference),
	}
}

_allowed(service, fact) if {
	some allowed in data.params.environments.prod_laxer_than_staging.allow
	allowed in {fact, sprintf("%s/%s", [service, fact])}
}

# A variable by which staging encrypts or checks, and production does not.
deny contains finding if {
	some comparison in input.comparisons
	comparison.from_role in data.params.environments.prod_laxer_than_staging.against
	comparison.to_role == "production"
	some difference in comparison.differences
	difference.fact == "variable"
	not _allowed(difference.service, "tls")
	what := _opened(difference)
	finding := {
		"message": sprintf("service %s %s in %s, and not in %s; make it as it is in %s", [difference.service, what, comparison.to, comparison.from, comparison.from]),
		"at": difference.to_at,
		"subject": difference.subject,
		"related": [{"at": difference.from_at, "message": sprintf("%s in %s", [difference.key, comparison.from])}],
	}
}

_opened(difference) := sprintf("sets %s", [word]) if {
	is_string(difference.to)
	word := tls.off(difference.key, difference.to)
	not _is_off(difference.key, difference.from)
}

_opened(difference) := sprintf("connects with %s in %s", [scheme, difference.key]) if {
	is_string(difference.from)
	is_string(difference.to)
	scheme := tls.scheme(difference.to)
	tls.cleartext[tls.scheme(difference.from)] == scheme
}

_is_off(name, value) if {
	is_string(value)
	tls.off(name, value)
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

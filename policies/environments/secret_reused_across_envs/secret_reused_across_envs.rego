# METADATA
# title: Production shares a secret with another environment
# description: >-
#   Whoever can read the files of development or staging has the secret of production: developers, CI systems,
#   everybody with an old checkout. A value that leaks where nothing is at stake opens what matters.
# related_resources:
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
#     description: "OWASP: secrets management"
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
# custom:
#   severity: high
#   confidence: high
#   category: secrets
#   applies_to: environments
#   applies_if: ["roles=production"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Make a value for each environment, and change that of production.
#   cwe: [1391]
package policies.environments.secret_reused_across_envs

import data.policies.lib.secret

deny contains finding if {
	some shared in input.shared_secrets
	ours := [place | some place in shared.places; place.role == "production"; _counts(place.candidate)]
	others := [place | some place in shared.places; place.role in {"development", "test", "staging"}; _counts(place.candidate)]
	count(ours) > 0
	count(others) > 0
	names := {place.environment | some place in others}
	finding := {
		"message": sprintf("%s has %s that is the same in %s; give each environment a value of its own", [ours[0].environment, secret.label(ours[0].candidate), concat(", ", sort(names))]),
		"at": ours[0].candidate.at,
		"related": [{"at": place.candidate.at, "message": sprintf("the same value in %s", [place.environment])} | some place in array.slice(others, 0, 5)],
		"outcome": _outcome(ours, others),
	}
}

# One env file that all of them read: each host may have its own of that name.
_of_one_file(ours, others) if {
	files := {place.candidate.file | some place in array.concat(ours, others)}
	count(files) == 1
	{place.candidate.place | some place in ours} == {"env-file"}
}

_outcome(ours, others) := "review" if _of_one_file(ours, others)

_outcome(ours, others) := "fail" if not _of_one_file(ours, others)

# Written out and real. What everybody knows already is told elsewhere, and so is what an image holds: the same image is promoted.
_counts(candidate) if {
	candidate.class == "literal"
	not candidate.place in {"build-arg", "image-env", "instruction"}
	is_null(candidate.placeholder)
	is_null(candidate.weak)
	not secret.harmless(candidate)
}

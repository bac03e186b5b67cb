# METADATA
# title: Sample env file holds a secret that looks real
# description: >-
#   A sample is committed on purpose. A value in it that looks generated was likely copied from a running system.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
#     description: "OWASP: secrets management"
# custom:
#   severity: high
#   confidence: medium
#   category: secrets
#   applies_to: env_file
#   applies_if: ["sample=true"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Leave the value empty in the sample, and replace the secret where it is in use.
#   cwe: [798]
#   params:
#     allow:
#       default: []
#       description: "Keys that hold no secret, in any case: `[\"SESSION_KEY\"]`."
package policies.env.envfile_example_real_secret

import data.policies.lib.secret

deny contains finding if {
	some candidate in secret.at_places({"env-file"}, data.params.env.envfile_example_real_secret.allow)
	some file in input.env_files
	file.at == candidate.subject
	file.sample
	secret.given(candidate)
	is_null(candidate.placeholder)
	_looks_real(candidate)
	finding := {
		"message": sprintf("%s has %s that looks real; leave the value out", [candidate.file, secret.label(candidate)]),
		"at": candidate.at,
		"subject": candidate.subject,
		"severity": secret.severity(candidate, "high"),
	}
}

_looks_real(candidate) if secret.usable_as_is(candidate)

_looks_real(candidate) if candidate.kind == "entropy"

_looks_real(candidate) if {
	is_null(candidate.weak)
	candidate.length >= 20
	candidate.charset in {"hex", "base64", "alphanumeric"}
}

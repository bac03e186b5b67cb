# METADATA
# title: Secret in an env file that is not git-ignored
# description: >-
#   An env file that is committed gives its secrets to everybody who can read the repository, now and from its
#   history.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
#     description: "OWASP: secrets management"
# custom:
#   severity: high
#   confidence: high
#   category: secrets
#   applies_to: env_file
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Take the file out of the repository and leave a sample without values:
#       echo '.env' >> .gitignore
#       git rm --cached .env
#       sed 's/=.*/=/' .env > .env.example
#     A value that was committed is known: replace it.
#   cwe: [798]
#   aliases:
#     - compose-lint:CL-0020
#     - compose-lint:CL-0021
#     - kics:a88baa34-e2ad-44ea-ad6f-8cac87bc7c71
#   params:
#     allow:
#       default: []
#       description: "Keys that hold no secret, in any case: `[\"SESSION_KEY\"]`."
package policies.env.envfile_secret_literal

import data.policies.lib.secret

deny contains finding if {
	some candidate in secret.at_places({"env-file"}, data.params.env.envfile_secret_literal.allow)
	candidate.ignored != true
	some file in input.env_files
	file.at == candidate.subject
	not file.sample
	secret.given(candidate)
	not _stand_in(candidate)
	finding := {
		"message": sprintf("%s has %s; keep the file out of the repository, or the value in a secret store", [candidate.file, secret.label(candidate)]),
		"at": candidate.at,
		"subject": candidate.subject,
		"severity": secret.severity(candidate, "high"),
	}
}

# What asks to be replaced is for env/envfile-placeholder-in-prod.
_stand_in(candidate) if {
	is_string(candidate.placeholder)
	candidate.kind != "url-password"
}

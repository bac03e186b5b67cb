# METADATA
# title: Env file with secrets is not git-ignored
# description: >-
#   The next `git add .` publishes the file with all its secrets, and they stay in the history.
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
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Ignore it and take it out of the index:
#       echo '.env' >> .gitignore
#       git rm --cached .env
#   cwe: [798]
package policies.env.envfile_not_gitignored

import data.policies.lib.secret

deny contains finding if {
	some file in input.env_files
	file.ignored == false
	not file.sample
	held := {candidate.key |
		some candidate in input.secret_candidates
		candidate.subject == file.at
		secret.given(candidate)
	}
	count(held) > 0
	finding := {
		"message": sprintf("%s holds %d secrets and git does not ignore it; add it to .gitignore", [file.path, count(held)]),
		"at": file.at,
	}
}

# METADATA
# title: Stand-in value in an env file that is used
# description: >-
#   The value says that it has to be replaced, and nobody did. Services that read the file run with it, and
#   everybody can guess it.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
#     description: "OWASP: secrets management"
# custom:
#   severity: medium
#   confidence: high
#   category: secrets
#   applies_to: env_file
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Generate a value, for example with `openssl rand -base64 32`, or leave the key empty and make it required
#     where it is used: `${DB_PASSWORD:?set it}`.
#   cwe: [1392]
#   params:
#     allow:
#       default: []
#       description: "Keys that hold no secret, in any case: `[\"SESSION_KEY\"]`."
package policies.env.envfile_placeholder_in_prod

import data.policies.lib.secret

deny contains finding if {
	some candidate in secret.at_places({"env-file"}, data.params.env.envfile_placeholder_in_prod.allow)
	some file in input.env_files
	file.at == candidate.subject
	not file.sample
	_used(file)
	candidate.class in {"literal", "default-literal"}
	candidate.kind == "named"
	is_string(candidate.placeholder)
	finding := {
		"message": sprintf("%s has a stand-in as %s (%s); put a generated value there", [candidate.file, candidate.key, secret.why_weak({"weak": candidate.placeholder})]),
		"at": candidate.at,
		"subject": candidate.subject,
		"severity": "medium",
	}
}

# Files that nobody reads here are there to be copied, whatever they are called, unless they say that they are the ones in use.
_used(file) if count(file.used_by) > 0

_used(file) if file.interpolation

_used(file) if file.name == ".env"

_used(file) if file.role in {"production", "staging"}

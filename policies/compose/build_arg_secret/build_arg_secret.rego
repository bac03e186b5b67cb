# METADATA
# title: Secret is a build argument
# description: >-
#   Build arguments stay in the history of the image and in the provenance of the build; everybody who has the
#   image has them.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
#     description: "OWASP: secrets management"
# custom:
#   severity: high
#   confidence: high
#   category: secrets
#   applies_to: service
#   applies_if: ["build"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Give it to the build as a secret, which leaves no trace in the image:
#       build:
#         context: .
#         secrets: [npm_token]
#       # Dockerfile
#       RUN --mount=type=secret,id=npm_token NPM_TOKEN=$(cat /run/secrets/npm_token) npm ci
#   cwe: [798]
#   aliases:
#     - kics:a88baa34-e2ad-44ea-ad6f-8cac87bc7c71
#   params:
#     allow:
#       default: []
#       description: "Keys that hold no secret, in any case: `[\"SESSION_KEY\"]`."
package policies.compose.build_arg_secret

import data.policies.lib.secret

deny contains finding if {
	some candidate in secret.at_places({"compose-build-arg"}, data.params.compose.build_arg_secret.allow)
	candidate.class in {"literal", "mixed"}
	secret.given(candidate)
	not candidate.kind == "url-password"
	finding := {
		"message": sprintf("service %s gives %s to its build as an argument; use `build.secrets` and `RUN --mount=type=secret`", [secret.owner(candidate.subject), secret.label(candidate)]),
		"at": candidate.at,
		"subject": candidate.subject,
		"severity": secret.severity(candidate, "high"),
	}
}

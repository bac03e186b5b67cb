# METADATA
# title: Secret is written out in an instruction
# description: >-
#   The text of RUN, CMD and the other instructions stays in the history of the image, and what it writes stays in
#   the layer.
# related_resources:
#   - ref: https://docs.docker.com/build/building/secrets/
#     description: "Docker: build secrets"
#   - ref: https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/
#     description: "Docker: build check SecretsUsedInArgOrEnv"
# custom:
#   severity: high
#   confidence: high
#   category: secrets
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Give it to the one step that needs it as a secret mount, and take what the running container needs from outside:
#       RUN --mount=type=secret,id=npm_token NPM_TOKEN=$(cat /run/secrets/npm_token) npm ci
#       docker build --secret id=npm_token,env=NPM_TOKEN .
#   cwe: [538, 798]
#   aliases:
#     - trivy:DS-0031
#     - kics:a88baa34-e2ad-44ea-ad6f-8cac87bc7c71
#   params:
#     allow:
#       default: []
#       description: "Keys that hold no secret, in any case: `[\"SESSION_KEY\"]`."
package policies.dockerfile.run_inline_secret

import data.policies.lib.commands
import data.policies.lib.secret

deny contains finding if {
	some candidate in secret.at_places({"instruction", "healthcheck"}, data.params.dockerfile.run_inline_secret.allow)
	startswith(candidate.subject, "/builds/")
	secret.given(candidate)
	candidate.placeholder != "example"
	not _of_an_account(candidate)
	finding := {
		"message": sprintf("an instruction holds %s; read it from a secret mount: `RUN --mount=type=secret,id=…`", [secret.label(candidate)]),
		"at": candidate.at,
		"subject": candidate.subject,
		"severity": secret.severity(candidate, "high"),
	}
}

# Passwords of accounts have a rule of their own: dockerfile/password-set-in-image.
_of_an_account(candidate) if {
	some entry in commands.named({"chpasswd", "passwd"})
	entry.instruction.at == candidate.holder
	entry.command.name == candidate.key
}

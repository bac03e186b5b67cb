# METADATA
# title: Secret in ENV, ARG or LABEL
# description: >-
#   ENV, ARG and LABEL stay in the configuration and history of the image, also when a later instruction
#   overwrites them: `docker history` shows them to everybody who has the image.
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
#     - buildkit:SecretsUsedInArgOrEnv
#     - hadolint:DL3064
#     - trivy:DS-0031
#     - kics:a88baa34-e2ad-44ea-ad6f-8cac87bc7c71
#   params:
#     allow:
#       default: []
#       description: "Keys that hold no secret, in any case: `[\"SESSION_KEY\"]`."
package policies.dockerfile.env_arg_secret

import data.policies.lib.secret

deny contains finding if {
	some candidate in secret.at_places({"image-env", "build-arg", "label"}, data.params.dockerfile.env_arg_secret.allow)
	startswith(candidate.subject, "/builds/")
	_told(candidate)
	finding := {
		"message": sprintf("%s; use `RUN --mount=type=secret` for the build and the environment for the running container", [_how(candidate)]),
		"at": candidate.at,
		"subject": candidate.subject,
		"severity": secret.severity(candidate, "high"),
	}
}

_told(candidate) if secret.given(candidate)

# An argument or variable that is made to carry a secret, whatever it gets.
_told(candidate) if {
	candidate.class == "absent"
	candidate.place == "build-arg"
}

_told(candidate) if {
	candidate.named
	candidate.class in {"reference", "mixed"}
	candidate.place in {"image-env", "build-arg"}
	is_null(candidate.placeholder)
	not _empty(candidate)
	not _stored_elsewhere(candidate)
}

# It names a place in a store of secrets, which gives nothing away.
_stored_elsewhere(candidate) if {
	some build in input.builds
	some stage in build.stages
	some instruction in stage.instructions
	some pair in instruction.pairs
	pair.at == candidate.holder
	is_string(pair.value)
	regex.match(`^([a-z]+|ref\+[a-z0-9]+)://|^(vault|arn|secretsmanager|ssm|awssm|keyvault):|^ENC\[|^\{\{`, pair.value)
}

# It refers to what nothing defines, so it carries nothing: dockerfile/var-undefined.
_empty(candidate) if {
	some build in input.builds
	some stage in build.stages
	some instruction in stage.instructions
	some pair in instruction.pairs
	pair.at == candidate.holder
	pair.value == ""
	some word in instruction.undefined
	some between in ["=", "=\"", " "]
	contains(instruction.text, concat("", [pair.key, between, word.raw]))
}

_what(candidate) := {"image-env": "ENV", "build-arg": "ARG", "label": "LABEL"}[candidate.place]

_how(candidate) := sprintf("%s holds %s", [_what(candidate), secret.label(candidate)]) if secret.given(candidate)

# Words right behind the key would be taken for its value, and masked.
_how(candidate) := sprintf("a secret gets into the image's history by %s %s", [_what(candidate), candidate.key]) if not secret.given(candidate)

# METADATA
# title: Build secret is mounted and not given
# description: >-
#   A secret mount without a secret is silently empty unless it is `required`: the step runs without its
#   credential, and fails late or does less.
# related_resources:
#   - ref: https://docs.docker.com/build/building/secrets/
#     description: "Docker: build secrets"
#   - ref: https://docs.docker.com/reference/dockerfile/#run---mounttypesecret
#     description: "Dockerfile reference: secret mounts"
# custom:
#   severity: medium
#   confidence: high
#   category: secrets
#   applies_to: build
#   applies_if: ["stages.instructions.mounts.kind=secret"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Give the secret to the build under the id of the mount:
#       build:
#         context: .
#         secrets: [npm_token]
#       # Dockerfile
#       RUN --mount=type=secret,id=npm_token …
#   cwe: [1188]
package policies.project.build_secret_unwired

import data.policies.lib.typed

deny contains finding if {
	some build in input.builds
	some stage in build.stages
	stage.used
	some instruction in stage.instructions
	some mount in instruction.mounts
	mount.kind == "secret"
	id := _id(mount)
	some name in build.services
	not id in _given(input.services[name])
	finding := {
		"message": sprintf("the secret %s is mounted, but service %s gives none of that id to its build; add it to `build.secrets`", [id, name]),
		"at": mount.at,
		"subject": build.at,
	}
}

_id(mount) := mount.options.id if is_string(object.get(mount.options, "id", null))

_id(mount) := regex.replace(_target(mount), "^.*/", "") if not is_string(object.get(mount.options, "id", null))

_target(mount) := [value |
	some key in ["target", "dst", "destination"]
	value := object.get(mount.options, key, "")
	value != ""
][0]

_given(service) := {id |
	some use in typed.list(typed.map(service, "build"), "secrets")
	is_object(use)
	some key in ["target", "source"]
	id := use[key]
}

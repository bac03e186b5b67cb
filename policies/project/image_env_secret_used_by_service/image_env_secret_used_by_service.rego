# METADATA
# title: Secret that a service overrides stays in its image
# description: >-
#   The Dockerfile sets the secret with ENV or ARG, and the service sets the same name to something else. The first
#   value stays in the layers and the history of the image for whoever pulls it.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/build/
#     description: "Compose file reference: build"
#   - ref: https://docs.docker.com/build/building/secrets/
#     description: Build secrets
# custom:
#   severity: high
#   confidence: high
#   category: secrets
#   applies_to: service
#   applies_if: ["build"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove ENV and ARG from the Dockerfile, change the secret that was there, and give the service its value when it
#     starts; use `RUN --mount=type=secret` for what the build needs.
#   cwe: [798, 538]
package policies.project.image_env_secret_used_by_service

import data.policies.lib
import data.policies.lib.secret
import data.policies.lib.stages
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	build := input.builds[service.facts.build]
	is_number(build.target_stage)
	shipped := {build.stages[index].at | some index in stages.chain(build, build.target_stage)}
	some candidate in input.secret_candidates
	candidate.subject in shipped
	candidate.place in {"image-env", "build-arg"}
	secret.given(candidate)
	is_string(candidate.key)
	places := _places(service, candidate.key)
	finding := {
		"message": sprintf("service %s sets %s, but its image keeps the value that %s wrote into it; remove it there and change the secret", [service.key, candidate.key, build.dockerfile]),
		"at": places[0],
		"subject": service.at,
		"related": [{"at": candidate.at, "message": "stays in the image"}],
	}
}

# Where the service gives the same name another value: when it runs, or when it is built.
_places(service, key) := array.concat(
	[variable.at |
		some name, variable in service.facts.environment
		name == key
		variable.source in {"environment", "env_file"}
	],
	[lib.at(service, ["build", "args", name]) |
		some name, _ in typed.map(typed.map(service, "build"), "args")
		name == key
	],
)

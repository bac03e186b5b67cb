# METADATA
# title: Container has nothing to run
# description: >-
#   An image that is built from nothing has no shell and no command of its own. Where neither its Dockerfile nor the service
#   says what to run, the engine refuses to create the container.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact
#     description: "Dockerfile reference: CMD and ENTRYPOINT"
# custom:
#   severity: medium
#   confidence: high
#   category: dependencies
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Say in the Dockerfile what to run:
#       ENTRYPOINT ["/app"]
#   aliases: []
package policies.project.start_command_missing

deny contains finding if {
	some service in input.services
	# What is there to be built and not to run (`scale: 0`) is not active.
	service.active
	is_string(service.facts.build)
	build := input.builds[service.facts.build]
	is_number(build.target_stage)
	_empty(build.effect)
	build.effect.entrypoint == null
	build.effect.command == null
	object.get(service, "entrypoint", null) == null
	object.get(service, "command", null) == null
	stage := build.stages[build.target_stage]
	finding := {
		"message": sprintf("service %s has nothing to run: %s builds on %s and sets neither ENTRYPOINT nor CMD; add one", [service.key, build.dockerfile, _base(build.effect)]),
		"at": stage.from.at,
		"mark": "value",
		"subject": service.at,
		"related": [{"at": service.at, "message": "nor does this service say what to run"}],
	}
}

_empty(effect) if effect.base_kind == "scratch"

# Those of Google's images that hold no program of their own.
_empty(effect) if {
	is_object(effect.base)
	effect.base.known
	effect.base.registry == "gcr.io"
	regex.match(`^distroless/(static|base|base-nossl|cc)(-debian[0-9]+)?$`, effect.base.repository)
}

_base(effect) := "scratch" if is_null(effect.base)

_base(effect) := effect.base.text if is_object(effect.base)

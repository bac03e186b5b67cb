# METADATA
# title: The build context is wider than the Dockerfile needs
# description: >-
#   Everything in the context is sent to the builder and can be copied by mistake. When all that is copied lies in
#   the Dockerfile's own directory, that directory is enough.
# related_resources:
#   - ref: https://docs.docker.com/build/concepts/context/
#     description: "Docker: build context"
# custom:
#   severity: low
#   confidence: medium
#   category: build-context
#   applies_to: service
#   applies_if: ["build"]
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Narrow the context and write the paths from there:
#       build:
#         context: ./web
#   aliases: []
package policies.project.build_context_too_broad

import data.policies.lib

deny contains finding if {
	some service in input.services
	build := input.builds[service.facts.build]
	is_object(build.context)
	build.inline == false
	folder := regex.replace(build.dockerfile, "/?[^/]*$", "")
	folder != ""
	prefix := _inside(build.context.path, folder)
	sources := [source.text |
		some stage in build.stages
		some instruction in stage.instructions
		is_object(instruction.copied)
		instruction.copied.from == null
		some source in instruction.copied.sources
		not regex.match(`^([a-z]+://|git@|<<)`, source.text)
	]
	count(sources) > 0
	elsewhere := [text | some text in sources; not startswith(trim_prefix(trim_prefix(text, "./"), "/"), concat("", [prefix, "/"]))]
	count(elsewhere) == 0
	finding := {
		"message": sprintf("service %s sends all of %s to the builder though its Dockerfile copies from %s only; make that the context", [service.key, build.context.path, folder]),
		"at": lib.at(service, ["build", "context"]),
		"subject": service.at,
	}
}

# The folder as seen from the context; undefined unless it lies below.
_inside(".", folder) := folder

_inside(context, folder) := trim_prefix(folder, concat("", [context, "/"])) if startswith(folder, concat("", [context, "/"]))

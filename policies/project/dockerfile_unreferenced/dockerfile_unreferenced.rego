# METADATA
# title: No service builds this Dockerfile
# description: >-
#   A Compose project lies beside it, but none of its services builds it: the file is left over, is built by something else, or
#   a service names the wrong one. It is judged all the same, with nothing known of how its image runs.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/build/#dockerfile
#     description: "Compose file reference: build"
# custom:
#   severity: info
#   confidence: medium
#   category: build
#   applies_to: build
#   set: all
#   since: 0.1.0
#   remediation: Delete the file when nothing uses it, or name it in the service that should be built from it.
#   aliases: []
package policies.project.dockerfile_unreferenced

deny contains finding if {
	some build in input.builds
	finding := {
		"message": sprintf("no service of %s builds %s; delete it, or name it where it is used", [_names, build.dockerfile]),
		"at": array.concat([stage.from.at | some stage in build.stages], [build.at])[0],
		"subject": build.at,
	}
}

# Only a Dockerfile that no service builds has neighbours.
_names := input.neighbours[0] if count(input.neighbours) == 1

_names := sprintf("%s and %d others", [input.neighbours[0], count(input.neighbours) - 1]) if count(input.neighbours) > 1

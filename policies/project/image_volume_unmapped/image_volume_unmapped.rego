# METADATA
# title: Volume of the image has no name
# description: >-
#   The Dockerfile declares a VOLUME that the service mounts nothing on. Each new container gets an empty, nameless one:
#   data seems lost after `up`, and the old volumes pile up.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#volume
#     description: "Dockerfile reference: VOLUME"
# custom:
#   severity: medium
#   confidence: medium
#   category: state
#   applies_to: service
#   applies_if: ["build"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Mount a named volume there, or remove VOLUME from the Dockerfile.
#   cwe: [1188]
package policies.project.image_volume_unmapped

import data.policies.lib.path

deny contains finding if {
	some service in input.services
	build := input.builds[service.facts.build]
	is_object(build.effect)
	some volume in build.effect.volumes
	volume.value != ""
	not volume.at in _open
	not _mounted(service, volume.value)
	finding := {
		"message": sprintf("service %s mounts nothing on %s, which %s declares as a volume; mount a named volume there", [service.key, volume.value, build.dockerfile]),
		"at": service.at,
		"subject": service.at,
		"related": [{"at": volume.at, "message": "the volume"}],
	}
}

# Which directory a variable names nobody knows.
_open contains place if {
	some build in input.builds
	some stage in build.stages
	some instruction in stage.instructions
	some word in instruction.args
	not word.known
	place := word.at
}

_mounted(service, directory) if {
	some mounted in service.facts.mounts
	is_string(mounted.target)
	path.within(path.clean(directory), mounted.target)
}

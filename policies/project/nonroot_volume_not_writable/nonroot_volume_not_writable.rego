# METADATA
# title: Volume of a user without rights belongs to root
# description: >-
#   A new volume takes owner and content from the path in the image. The Dockerfile does not make this path, so that it
#   belongs to root: the user that the container runs as cannot write to it.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/volumes/#populate-a-volume-using-a-container
#     description: Populate a volume using a container
#   - ref: https://docs.docker.com/reference/dockerfile/#user
#     description: "Dockerfile reference: USER"
# custom:
#   severity: low
#   confidence: medium
#   category: data
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Make the path before USER in the Dockerfile:
#       RUN install -d -o 1000 -g 1000 /data
#       USER 1000
#   cwe: [732]
#   params:
#     bases:
#       default: ["library/alpine", "library/debian", "library/ubuntu", "library/busybox", "library/almalinux", "library/rockylinux", "library/fedora", "library/amazonlinux", "library/node", "library/python", "library/golang", "library/ruby", "library/php", "library/rust", "library/openjdk", "library/eclipse-temurin", "library/amazoncorretto"]
#       description: >-
#         Images whose content is known to have no directories of applications.
package policies.project.nonroot_volume_not_writable

import data.policies.lib.path
import data.policies.lib.stages
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	service.facts.user.root == false
	build := input.builds[service.facts.build]
	is_number(build.target_stage)
	_plain_base(build)
	some mount in service.facts.mounts
	mount.from == "volumes"
	mount.kind == "volume"
	not mount.read_only
	is_string(mount.source)
	_local(mount.source)
	is_string(mount.target)
	not _known_in(build, mount.target)
	finding := {
		"message": sprintf("service %s runs as %s, and nothing in its Dockerfile makes %s, so that the volume %s belongs to root; make it there before USER", [service.key, service.facts.user.text, mount.target, mount.source]),
		"at": mount.at,
		"subject": service.at,
		"related": [{"at": service.facts.user.at, "message": "the user"}],
	}
}

# The content of systems and languages is known to have no paths of applications; of other images it is not.
_plain_base(build) if build.effect.base_kind == "scratch"

_plain_base(build) if {
	image := build.effect.base
	is_object(image)
	image.repository in data.params.project.nonroot_volume_not_writable.bases
}

# A new volume of the local driver; what is there already may belong to anybody.
_local(name) if {
	volume := input.volumes[name]
	not volume.facts.external
	object.get(volume, "driver", "local") == "local"
	count(typed.map(volume, "driver_opts")) == 0
}

# Some instruction names the path, or one above it that is not the root.
_known_in(build, target) if {
	some index in stages.chain(build, build.target_stage)
	some instruction in build.stages[index].instructions
	some text in _texts(instruction)
	some word in regex.find_n(`/[^\s'":;,=&|()$]*`, text, -1)
	_relates(trim_suffix(word, "/"), target)
}

_known_in(build, target) if {
	workdir := build.effect.workdir
	is_object(workdir)
	path.within(target, workdir.value)
}

# Homes are made with their users.
_known_in(_, target) if path.within(target, "/home")

_known_in(_, target) if path.within(target, "/tmp")

_known_in(_, target) if path.within(target, "/var/tmp")

_relates(word, target) if {
	count(word) > 1
	path.within(target, word)
}

_relates(word, target) if path.within(word, target)

_texts(instruction) := array.concat([instruction.text], [pair.value |
	some pair in instruction.pairs
	is_string(pair.value)
])

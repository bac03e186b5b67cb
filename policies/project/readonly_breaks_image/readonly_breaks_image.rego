# METADATA
# title: Read-only container lacks a place its image writes to
# description: >-
#   The service sets `read_only`, but the image writes to a directory that is neither a volume nor a tmpfs, so it stops
#   when it starts, and the hardening is soon taken away.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#read_only
#     description: Compose file reference
#   - ref: https://hub.docker.com/_/nginx
#     description: nginx in read-only mode
# custom:
#   severity: medium
#   confidence: high
#   category: hardening
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Keep `read_only: true` and add the directories under `tmpfs` (or a volume where the files must last).
#   cwe: [1188]
package policies.project.readonly_breaks_image

import data.policies.lib
import data.policies.lib.image
import data.policies.lib.path

deny contains finding if {
	some service in input.services
	service.facts.hardening.read_only
	# What is built keeps the habits of its base.
	base := service.facts.base_image
	is_object(base)
	known := image.fact(data.known.image_runtime.images, base)
	missing := [directory |
		some directory in object.get(known, "writes", [])
		not _writable(service, directory)
	]
	count(missing) > 0
	finding := {
		"message": sprintf("service %s is read-only, but its image %s writes to %s; add `tmpfs: [%s]`", [service.key, base.text, concat(", ", missing), concat(", ", missing)]),
		"at": lib.at(service, ["read_only"]),
		"subject": service.at,
	}
}

_writable(service, directory) if {
	some place in _places(service)
	path.within(directory, path.canonical(place))
}

# Where only files below the directory are mounted, somebody has thought about it.
_writable(service, directory) if {
	some place in _places(service)
	path.within(path.canonical(place), directory)
}

_places(service) := array.concat(
	[mounted.target |
		some mounted in service.facts.mounts
		mounted.read_only == false
		is_string(mounted.target)
	],
	[volume.value |
		build := input.builds[service.facts.build]
		is_object(build.effect)
		some volume in build.effect.volumes
	],
)

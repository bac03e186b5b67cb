# METADATA
# title: Image references
# description: Where a project names images, in Dockerfiles and in services, and what the names say.
# custom:
#   library: true
package policies.lib.references

import data.policies.lib.image as image_names

# Images that Dockerfiles take from registries, by FROM and COPY --from: [{image, subject, who}]. What depends on unknown variables is left out.
stages := array.concat(
	[use |
		some build in input.builds
		some stage in build.stages
		data.policies.lib.stages.live(build, stage)
		image := object.get(stage.from.base, "image", null)
		_usable(image)
		use := {
			"image": object.union(image, {"at": stage.from.at}),
			"subject": stage.at,
			"who": sprintf("%s is built on %s, which", [data.policies.lib.stages.label(stage), image.text]),
		}
	],
	[use |
		some build in input.builds
		some stage in build.stages
		data.policies.lib.stages.live(build, stage)
		some instruction in stage.instructions
		is_object(instruction.copied)
		image := instruction.copied.from_image
		_usable(image)
		use := {
			"image": image,
			"subject": stage.at,
			"who": sprintf("%s copies from %s, which", [data.policies.lib.stages.label(stage), image.text]),
		}
	],
)

# Images that services run as they come from a registry (for a service that builds, `image` only names the result).
services := [use |
	some service in input.services
	object.get(service, "build", null) == null
	image := service.facts.image
	_usable(image)
	use := {
		"image": object.union(image, {"at": concat("", [service.at, "/image"])}),
		"subject": service.at,
		"who": sprintf("service %s runs %s, which", [service.key, image.text]),
	}
]

_usable(image) if {
	is_object(image)
	image.known == true
	image.valid == true
}

# Pinned by digest.
pinned(image) if is_string(image.digest)

pinned(image) if contains(image.text, "@")

# `docker.io/library/nginx`.
full(image) := concat("/", [image.registry, image.repository])

# The version at the beginning of a tag: `3.12` of `3.12-slim-bookworm`, `18` of `v18`.
version(image) := regex.replace(trim_prefix(image.tag, "v"), "[-_+].*$", "") if is_string(image.tag)

# The days on which the image's line, or the distribution it says it is built on, came to its end.
ends(image) := ended | variants if {
	is_string(image.tag)
	lines := object.get(data.known.image_lines.images, image_names.name(image), {"ended": {}}).ended
	ended := {day |
		some line in _prefixes(version(image))
		day := lines[line]
	}
	variants := {day |
		startswith(image_names.name(image), "library/")
		some part in split(lower(image.tag), "-")
		day := data.known.image_lines.variants.ended[part]
	}
}

# What takes the place of a repository, or of a registry, that was given up.
successor(image) := found[0].use if {
	known := data.known.deprecated_repositories
	names := {image_names.written(image), image_names.name(image)}
	found := array.concat(
		[known.repositories[name] | some name in names],
		[entry | some prefix, entry in known.registries; startswith(full(image), concat("", [prefix, "/"]))],
	)
}

# `3.7.17` → `3.7.17`, `3.7`, `3`.
_prefixes(number) := {prefix |
	parts := split(number, ".")
	some length in numbers.range(1, count(parts))
	prefix := concat(".", array.slice(parts, 0, length))
}

# METADATA
# title: Image references
# description: Where a project names images, in Dockerfiles and in services, and what the names say.
# custom:
#   library: true
package policies.lib.references

import data.policies.lib.image as image_names
import data.policies.lib.instructions
import data.policies.lib.typed

# Images that Dockerfiles take from registries, by FROM, COPY --from and RUN --mount=from=: [{image, subject, who}]. What depends on unknown variables is left out.
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
	array.concat(
		[use |
			some entry in instructions.of({"COPY", "ADD"})
			is_object(entry.instruction.copied)
			image := entry.instruction.copied.from_image
			_usable(image)
			use := {
				"image": image,
				"subject": entry.stage.at,
				"who": sprintf("%s copies from %s, which", [data.policies.lib.stages.label(entry.stage), image.text]),
			}
		],
		[use |
			some each in mounted
			use := {
				"image": each.image,
				"subject": each.stage.at,
				"who": sprintf("%s mounts %s, which", [data.policies.lib.stages.label(each.stage), each.image.text]),
			}
		],
	),
)

# Images that `RUN --mount=from=` takes from registries: [{stage, image}].
mounted := [{"stage": entry.stage, "image": object.union(parsed(name), {"at": mount.at})} |
	some entry in instructions.of({"RUN"})
	some mount in entry.instruction.mounts
	name := object.get(mount.options, "from", "")
	is_string(name)
	regex.match(`^[a-z0-9][^$\s]*$`, name)
	not _stage(entry.build, name)
	not _context(entry.build, name)
]

# A name without registry and namespace that no official image has or had: it names what is built here, or a stage that a script puts in front.
unheard_of(image) if {
	image.registry == "docker.io"
	startswith(image.repository, "library/")
	not data.known.images.images[image.repository]
	not data.known.deprecated_repositories.repositories[image.repository]
}

# An earlier stage, by its name or number.
_stage(_, name) if regex.match(`^([0-9]+|scratch)$`, name)

_stage(build, name) if {
	some stage in build.stages
	stage.name == lower(name)
}

# A context that a service which builds it names.
_context(build, name) if {
	some key in build.services
	some context, _ in typed.map(typed.map(input.services[key], "build"), "additional_contexts")
	lower(context) == lower(name)
}

# The parts of a reference that the model does not take apart itself.
parsed(text) := {
	"text": text,
	"registry": _registry(path),
	"repository": _repository(path),
	"name": regex.replace(path, "^.*/", ""),
	"tag": _matched(`:([^/:@]+)(@.*)?$`, text),
	"digest": _matched(`@(sha256:[0-9a-f]+)$`, text),
	"known": true,
	"valid": true,
} if {
	path := regex.replace(text, `(:[^/:@]+)?(@.*)?$`, "")
}

_registry(path) := split(path, "/")[0] if regex.match(_with_registry, path)

_registry(path) := "docker.io" if not regex.match(_with_registry, path)

_repository(path) := regex.replace(path, "^[^/]*/", "") if {
	regex.match(_with_registry, path)
	not regex.match("^docker[.]io/[^/]+$", path)
}

_repository(path) := concat("", ["library/", trim_prefix(path, "docker.io/")]) if regex.match("^(docker[.]io/)?[^/]+$", path)

_repository(path) := path if {
	contains(path, "/")
	not regex.match(_with_registry, path)
}

_with_registry := "^([^/]*[.:][^/]*|localhost)/"

_matched(pattern, text) := found[0][1] if {
	found := regex.find_all_string_submatch_n(pattern, text, 1)
	count(found) > 0
}

_matched(pattern, text) := null if count(regex.find_all_string_submatch_n(pattern, text, 1)) == 0

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

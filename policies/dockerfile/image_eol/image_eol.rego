# METADATA
# title: Base image gets no more security fixes
# description: >-
#   Past its end of life a line gets no fixes, whatever is found. The image stays as vulnerable as the day it was
#   last built, and every package in it with it.
# related_resources:
#   - ref: https://endoflife.date/
#     description: Dates of many products, with their makers' pages
# custom:
#   severity: high
#   confidence: high
#   category: images
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: Move to a line that is maintained; the dates and their sources are in `policies/data/image_lines.yaml`.
#   cwe: [1104,1395]
#   aliases: []
package policies.dockerfile.image_eol

import data.policies.lib.references

deny contains finding if {
	some use in references.stages
	_bad(use.image)
	finding := {
		"message": sprintf("%s %s", [use.who, _message(use.image)]),
		"at": use.image.at,
		"mark": "value",
		"subject": use.subject,
	}
}

_bad(image) if count(_ends(image)) > 0

_message(image) := sprintf("has had no fixes since %s; move to a maintained version", [min(_ends(image))])

# The days on which the image's line, or the distribution it says it is built on, came to its end.
_ends(image) := ended | variants if {
	is_string(image.tag)
	lines := object.get(data.known.image_lines.images, _repository(image), {"ended": {}}).ended
	ended := {day |
		some line in _prefixes(references.version(image))
		day := lines[line]
	}
	variants := {day |
		startswith(image.repository, "library/")
		some part in split(lower(image.tag), "-")
		day := data.known.image_lines.variants.ended[part]
	}
}

_repository(image) := image.repository if image.registry in {"docker.io", "mcr.microsoft.com", "public.ecr.aws"}

# `3.7.17` → `3.7.17`, `3.7`, `3`.
_prefixes(version) := {prefix |
	parts := split(version, ".")
	some length in numbers.range(1, count(parts))
	prefix := concat(".", array.slice(parts, 0, length))
}

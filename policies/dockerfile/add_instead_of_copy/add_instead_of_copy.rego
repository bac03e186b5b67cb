# METADATA
# title: ADD copies what COPY could
# description: >-
#   ADD unpacks archives and fetches URLs depending on what it is given. For plain local files COPY does the same
#   without surprises, so a reader (and a changed file name) cannot turn a copy into an extraction.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#add-or-copy
#     description: "Docker: ADD or COPY"
# custom:
#   severity: low
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Write COPY for files and directories of the build context:
#       COPY app.jar /opt/app/app.jar
#   aliases:
#     - checkov:CKV_DOCKER_4
#     - hadolint:DL3020
#     - kics:9513a694-aa0d-41d8-be61-3271e056f36b
#     - trivy:DS-0005
package policies.dockerfile.add_instead_of_copy

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in _plain
	entry.known
	finding := {
		"message": sprintf("%s copies %s with ADD; write COPY", [stages.label(entry.stage), entry.source]),
		"at": entry.instruction.at,
		"mark": "key",
	}
}

deny contains finding if {
	some entry in _plain
	not entry.known
	finding := {
		"message": sprintf("%s copies %s with ADD; write COPY unless it is an archive to unpack", [stages.label(entry.stage), entry.source]),
		"at": entry.instruction.at,
		"mark": "key",
		"outcome": "review",
	}
}

# ADD of files of the context of which none is an archive.
_plain := [found |
	some entry in instructions.of({"ADD"})
	is_object(entry.instruction.copied)
	sources := entry.instruction.copied.sources
	special := [source | some source in sources; _needs_add(source.text)]
	count(special) == 0
	unknown := [source | some source in sources; not source.known]
	found := object.union(entry, {"known": count(unknown) == 0, "source": sources[0].raw})
]

_needs_add(text) if regex.match(`^([a-z]+://|git@|<<)`, lower(text))

_needs_add(text) if regex.match(`\.(tar|tar\.[a-z0-9]+|tgz|tbz|tbz2|tb2|txz|tlz|tzst|gz|bz2|xz|zst|lz|lzma|z)$`, lower(text))

_needs_add(text) if regex.match(`\.git(#|\?|$)`, text)

# METADATA
# title: pip keeps its cache in the layer
# description: >-
#   pip stores every wheel it downloads or builds in ~/.cache, where the image never needs it again.
# related_resources:
#   - ref: https://pip.pypa.io/en/stable/topics/caching/
#     description: "pip: caching"
# custom:
#   severity: info
#   confidence: high
#   category: size
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Switch the cache off, or keep it in a cache mount:
#       RUN pip install --no-cache-dir -r requirements.txt
#   aliases:
#     - hadolint:DL3042
#     - kics:f2f903fb-b977-461e-98d7-b3e2185c6118
package policies.dockerfile.pip_cache_kept

import data.policies.lib.commands
import data.policies.lib.instructions
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	shipped := stages.shipped
	some entry in commands.named(packages.lang_managers)
	entry.stage.at in shipped
	entry.command.name != "uv"
	packages.family(entry.command) == "pip"
	packages.installs(entry.command)
	not commands.has_any(entry.command, {"--no-cache-dir", "--no-index"})
	not _disabled(entry)
	not entry.instruction.at in _without_cache
	finding := {
		"message": sprintf("%s keeps the cache of `pip install`; add `--no-cache-dir`", [stages.label(entry.stage)]),
		"at": entry.command.at,
	}
}

_disabled(entry) if object.get(entry.stage.effect.env, "PIP_NO_CACHE_DIR", null) != null

_disabled(entry) if object.get(entry.command.assignments, "PIP_NO_CACHE_DIR", null) != null

_disabled(entry) if {
	some instruction in entry.stage.instructions
	instruction.keyword == "ARG"
	some pair in instruction.pairs
	pair.key == "PIP_NO_CACHE_DIR"
	is_string(pair.value)
}

_disabled(entry) if {
	some mount in entry.instruction.mounts
	mount.kind in {"cache", "tmpfs"}
	some value in mount.options
	regex.match(`(\.cache|pip)`, value)
}

_without_cache contains at if {
	some entry in commands.named({"rm", "find"})
	some word in entry.command.words
	contains(word, ".cache")
	at := entry.instruction.at
}

_without_cache contains at if {
	some entry in commands.named(packages.lang_managers)
	packages.family(entry.command) == "pip"
	entry.command.words[0] == "cache"
	at := entry.instruction.at
}

_without_cache contains at if {
	some entry in instructions.of({"RUN"})
	regex.match(`no-cache-dir +(1|true|yes|on)|pip\.conf`, entry.instruction.text)
	at := entry.instruction.at
}

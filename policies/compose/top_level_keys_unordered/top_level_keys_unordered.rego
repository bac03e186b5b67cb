# METADATA
# title: Top-level attributes are not in the usual order
# description: >-
#   When every file begins with its name and ends with what services share, a reader knows where to look.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/
#     description: Compose file reference
# custom:
#   severity: info
#   confidence: high
#   category: style
#   applies_to: project
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Sort them: `x-…`, `version`, `name`, `include`, `services`, `networks`, `volumes`, `secrets`, `configs`; extensions by name.
#   aliases: ["dclint:top-level-properties-order"]
#   params:
#     order:
#       default: ["x-", "version", "name", "include", "services", "models", "networks", "volumes", "secrets", "configs"]
#       description: "The order; `x-` stands for extensions."
package policies.compose.top_level_keys_unordered

deny contains finding if {
	some file in input.compose_files
	ranked := [{"at": written.at, "key": written.key, "rank": rank} |
		some written in file.keys
		rank := _rank(written.key)
	]
	some i, written in ranked
	written.rank < ranked[i - 1].rank
	finding := {
		"message": sprintf("%s stands after %s; put it before", [written.key, ranked[i - 1].key]),
		"at": written.at,
		"subject": input.at,
	}
}

deny contains finding if {
	some file in input.compose_files
	extensions := [written | some written in file.keys; startswith(written.key, "x-")]
	some i, written in extensions
	written.key < extensions[i - 1].key
	finding := {
		"message": sprintf("%s stands after %s; sort extensions by name", [written.key, extensions[i - 1].key]),
		"at": written.at,
		"subject": input.at,
	}
}

_rank(key) := ranks[0] if {
	ranks := [i | some i, name in data.params.compose.top_level_keys_unordered.order; name == _kind(key)]
}

_kind(key) := "x-" if startswith(key, "x-")

_kind(key) := key if not startswith(key, "x-")

# METADATA
# title: The build's source is a remote address that may change
# description: >-
#   A branch, a tag or a plain URL may hold something else tomorrow, and what it holds runs in the build. Over
#   http anybody in the network may replace it.
# related_resources:
#   - ref: https://docs.docker.com/build/concepts/context/#git-repositories
#     description: "Docker: git repositories as context"
# custom:
#   severity: medium
#   confidence: high
#   category: supply-chain
#   applies_to: service
#   applies_if: ["build"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Name the commit:
#       build:
#         context: https://github.com/acme/app.git#1f0c4b1d6e0b5b1f1c9d8f0a2f0f8d3e6a7b9c01
#   cwe: [829,494]
#   aliases: []
package policies.compose.remote_build_context

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	build := object.get(service, "build", null)
	is_object(build)
	some place in _places(build)
	_remote(place.text)
	not regex.match(`[#&?=:]([0-9a-f]{40}|[0-9a-f]{64})(:|$|&)`, place.text)
	finding := {
		"message": sprintf("service %s is built from %s, which may change; name a commit", [service.key, regex.replace(place.text, "//[^/@]*@", "//")]),
		"at": lib.at(service, array.concat(["build"], place.path)),
		"subject": service.at,
	}
}

_places(build) := array.concat(
	[{"path": [key], "text": build[key]} | some key in ["context", "dockerfile"]; is_string(object.get(build, key, null))],
	[{"path": ["additional_contexts", name], "text": text} |
		some name, text in typed.map(build, "additional_contexts")
		is_string(text)
	],
)

_remote(text) if regex.match(`^(https?://|git://|ssh://|git@|github\.com/)`, text)

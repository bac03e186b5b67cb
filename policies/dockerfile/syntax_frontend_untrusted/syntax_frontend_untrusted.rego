# METADATA
# title: The Dockerfile is read by a foreign frontend
# description: >-
#   The image named in `# syntax=` is run by the builder and decides what is built. An image other than
#   docker/dockerfile, or one without a version, is code of somebody else in the middle of every build.
# related_resources:
#   - ref: https://docs.docker.com/build/buildkit/frontend/
#     description: "Docker: Dockerfile frontend"
# custom:
#   severity: medium
#   confidence: high
#   category: supply-chain
#   applies_to: build
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Use Docker's own frontend in a stable version:
#       # syntax=docker/dockerfile:1
#   cwe: [829]
#   aliases: []
#   params:
#     allow:
#       default: []
#       description: Other frontends that are trusted, e.g. `ghcr.io/acme/dockerfile:1`
package policies.dockerfile.syntax_frontend_untrusted

import data.policies.lib

deny contains finding if {
	some build in input.builds
	syntax := object.get(build.directives, "syntax", null)
	is_string(syntax)
	not _trusted(syntax)
	not _own(syntax)
	finding := {
		"message": sprintf("%s is read by the frontend %s; use docker/dockerfile:1", [build.dockerfile, syntax]),
		"at": lib.at(build, ["directives", "syntax"]),
	}
}

# Docker's own one, by the name of a branch.
deny contains finding if {
	some build in input.builds
	syntax := object.get(build.directives, "syntax", null)
	is_string(syntax)
	not _trusted(syntax)
	_own(syntax)
	finding := {
		"message": sprintf("%s is read by whatever frontend %s was last pushed as; use docker/dockerfile:1", [build.dockerfile, syntax]),
		"at": lib.at(build, ["directives", "syntax"]),
		"severity": "low",
	}
}

_own(syntax) if regex.match(`^(docker\.io/)?docker/dockerfile(-upstream)?(:[a-z-]+)?$`, syntax)

_trusted(syntax) if regex.match(`^(docker\.io/)?docker/dockerfile(-upstream)?(:[0-9][0-9A-Za-z.-]*|:(stable|labs|latest|experimental))?(@sha256:[0-9a-f]+)?$`, syntax)

_trusted(syntax) if syntax in data.params.dockerfile.syntax_frontend_untrusted.allow

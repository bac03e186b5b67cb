# METADATA
# title: Installed dependencies or build output are copied into the image
# description: >-
#   Dependencies installed on a developer's machine belong to another system and other versions than the lock file
#   says; copied over the ones of the image they break it in ways that show only there.
# related_resources:
#   - ref: https://docs.docker.com/build/concepts/context/#dockerignore-files
#     description: "Docker: .dockerignore files"
# custom:
#   severity: low
#   confidence: high
#   category: build-context
#   applies_to: build
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Leave them out of the context:
#       **/node_modules
#       **/__pycache__
#       **/.venv
#   aliases: []
package policies.dockerfile.dockerignore_deps_not_excluded

import data.policies.lib.ignores
import data.policies.lib.stages

deny contains finding if {
	some entry in ignores.taking(`(^|/)(node_modules|bower_components|\.?venv|__pycache__|\.tox|\.mypy_cache|\.pytest_cache|\.nyc_output|\.gradle|\.terraform)(/|$)`, `^$`)
	finding := {
		"message": sprintf("%s copies %s with the context; exclude it in .dockerignore", [stages.label(entry.stage), entry.files[0]]),
		"at": entry.source.at,
	}
}

# METADATA
# title: Files of editors and logs are copied into the image
# description: >-
#   They say where and how somebody works, and each change of them throws the build cache away.
# related_resources:
#   - ref: https://docs.docker.com/build/concepts/context/#dockerignore-files
#     description: "Docker: .dockerignore files"
# custom:
#   severity: info
#   confidence: high
#   category: build-context
#   applies_to: build
#   set: all
#   since: 0.1.0
#   remediation: |-
#     Leave them out of the context:
#       .idea
#       .vscode
#       **/*.log
#       **/.DS_Store
#   aliases: []
package policies.dockerfile.dockerignore_junk_not_excluded

import data.policies.lib.ignores
import data.policies.lib.stages

deny contains finding if {
	some entry in ignores.taking(`(^|/)(\.vscode|\.idea|\.DS_Store|Thumbs\.db|[^/]+\.(log|swp|swo)|[^/]+~)(/|$)`, `^$`)
	finding := {
		"message": sprintf("%s copies %s with the context; exclude it in .dockerignore", [stages.label(entry.stage), ignores.listed(entry.files)]),
		"at": entry.source.at,
	}
}

# METADATA
# title: Files of the build and of CI are copied into the image
# description: >-
#   The running program needs none of them; they tell how the system is built and deployed, and each change of
#   them throws the build cache away.
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
#     Leave them out of the context (the builder still finds the Dockerfile):
#       Dockerfile*
#       compose*.y*ml
#       .dockerignore
#       .github
#   aliases: []
package policies.dockerfile.dockerignore_build_files_not_excluded

import data.policies.lib.ignores
import data.policies.lib.stages

deny contains finding if {
	some entry in ignores.taking(`^(Dockerfile[^/]*|(docker-)?compose[^/]*\.ya?ml|\.dockerignore|\.gitlab-ci\.yml|\.github|\.circleci|Jenkinsfile)(/|$)`, `^$`)
	finding := {
		"message": sprintf("%s copies %s with the context; exclude it in .dockerignore", [stages.label(entry.stage), ignores.listed(entry.files)]),
		"at": entry.source.at,
	}
}

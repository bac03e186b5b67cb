# METADATA
# title: The repository's history is copied into the image
# description: >-
#   .git holds every version of every file, also of those that were deleted because they held a secret, and often
#   a token in its config. It is also the largest and most often changing part of a context.
# related_resources:
#   - ref: https://docs.docker.com/build/concepts/context/#dockerignore-files
#     description: "Docker: .dockerignore files"
# custom:
#   severity: medium
#   confidence: high
#   category: build-context
#   applies_to: build
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Leave it out of the context:
#       .git
#   cwe: [527]
#   aliases: []
package policies.dockerfile.dockerignore_vcs_not_excluded

import data.policies.lib.ignores
import data.policies.lib.stages

deny contains finding if {
	some entry in ignores.taking(`(^|/)\.(git|svn|hg|bzr)(/|$)`, `^$`)
	finding := {
		"message": sprintf("%s copies %s with the context; exclude it in .dockerignore", [stages.label(entry.stage), entry.files[0]]),
		"at": entry.source.at,
	}
}

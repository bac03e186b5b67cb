# METADATA
# title: The whole directory is copied and nothing is ignored
# description: >-
#   Without an ignore file `COPY . .` takes everything that lies in the context today and everything that will lie
#   there tomorrow, such as .git, local settings and keys. It also sends all of it to the builder and throws the
#   cache away with every change.
# related_resources:
#   - ref: https://docs.docker.com/build/concepts/context/#dockerignore-files
#     description: "Docker: .dockerignore files"
# custom:
#   severity: medium
#   confidence: medium
#   category: build-context
#   applies_to: build
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Put a .dockerignore beside the context's root:
#       .git
#       .env*
#       **/node_modules
#   cwe: [552]
#   aliases: []
package policies.dockerfile.dockerignore_missing

import data.policies.lib.ignores
import data.policies.lib.stages

deny contains finding if {
	some entry in ignores.broad
	is_object(entry.build.context)
	entry.build.context.ignore == null
	finding := {
		"message": sprintf("%s copies the whole context %s and no .dockerignore limits it; add one", [stages.label(entry.stage), entry.build.context.path]),
		"at": entry.source.at,
	}
}

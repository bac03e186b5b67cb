# METADATA
# title: An env file is copied into the image
# description: >-
#   The file's values end up in a layer, where anybody who may pull the image can read them, even if a later
#   instruction deletes the file.
# related_resources:
#   - ref: https://docs.docker.com/build/concepts/context/#dockerignore-files
#     description: "Docker: .dockerignore files"
# custom:
#   severity: high
#   confidence: high
#   category: build-context
#   applies_to: build
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Leave env files out of the context:
#       **/.env*
#       **/*.env
#       !**/.env.example
#   cwe: [538,312]
#   aliases: []
package policies.dockerfile.dockerignore_env_not_excluded

import data.policies.lib.ignores
import data.policies.lib.stages

deny contains finding if {
	some entry in ignores.taking(`(^|/)(\.env(\.[^/]*)?|[^/]+\.env)$`, `(?i)(example|sample|template|dist|default|schema|test|\.md$|\.d$)`)
	finding := {
		"message": sprintf("%s copies %s with the context; exclude %s in .dockerignore", [stages.label(entry.stage), ignores.listed(entry.files), _patterns(entry.files)]),
		"at": entry.source.at,
	}
}

# The patterns that take all of them.
_patterns(files) := concat(" and ", sort({pattern |
	some pattern, names in {"`**/.env*`": `(^|/)\.env[^/]*$`, "`**/*.env`": `(^|/)[^/.][^/]*\.env$`}
	some file in files
	regex.match(names, file)
}))

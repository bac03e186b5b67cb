# METADATA
# title: Keys or credentials are copied into the image
# description: >-
#   Private keys, tokens and state files in a layer can be read by everybody who may pull the image, and rotating
#   them later does not take them out of images that exist.
# related_resources:
#   - ref: https://docs.docker.com/build/concepts/context/#dockerignore-files
#     description: "Docker: .dockerignore files"
# custom:
#   severity: high
#   confidence: medium
#   category: build-context
#   applies_to: build
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Leave them out of the context, and hand them to a build step as a secret:
#       **/*.pem
#       **/*.key
#       **/id_*
#       **/.ssh
#       **/.aws
#       **/*.tfstate*
#   cwe: [538,312,321]
#   aliases: []
package policies.dockerfile.dockerignore_key_material_not_excluded

import data.policies.lib.ignores
import data.policies.lib.stages

deny contains finding if {
	some entry in ignores.taking(_keys, _harmless)
	finding := {
		"message": sprintf("%s copies %s with the context; exclude it in .dockerignore", [stages.label(entry.stage), ignores.listed(entry.files)]),
		"at": entry.source.at,
	}
}

_keys := `(^|/)(id_(rsa|dsa|ecdsa|ed25519)|[^/]+\.(pem|key|p12|pfx|jks|keystore|ppk|kdbx|tfstate)|\.ssh|\.aws|\.gnupg|\.netrc|\.pypirc|\.git-credentials|\.dockercfg|\.kube)(/|$)|(^|/)\.docker/config\.json$`

# Certificates, public halves and what tests bring along.
_harmless := `(?i)(cert|chain|public|pub\.|ca\.|root|bundle|dhparam|example|sample|(^|/)(tests?|spec|fixtures?|testdata|__tests__|docs?|node_modules|vendor)/)`

# METADATA
# title: A label's key is not well formed
# description: >-
#   Keys with upper case, spaces or doubled separators are refused by some tools and lost by others, and some
#   namespaces belong to Docker.
# related_resources:
#   - ref: https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations
#     description: "Docker: label keys"
# custom:
#   severity: info
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Write lower-case letters, digits, dots and hyphens:
#       LABEL com.example.release-date="2026-01-01"
#   aliases:
#     - hadolint:DL3048
package policies.dockerfile.label_invalid_key

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"LABEL"})
	some pair in entry.instruction.pairs
	not _named_by_variable(entry.instruction)
	reason := _reason(pair.key)
	finding := {
		"message": sprintf("%s has the label %s, %s", [stages.label(entry.stage), pair.key, reason]),
		"at": pair.at,
		"mark": "key",
	}
}

# A variable in front of a `=`: what the keys of this instruction come to is not known.
_named_by_variable(instruction) if regex.match(`(^|\s)["']?[^\s"'=]*\$[^\s"'=]*["']?=`, instruction.text)

_reason(key) := "whose namespace belongs to Docker; choose your own" if regex.match(`^(com\.docker|io\.docker|org\.dockerproject)\.`, key)

_reason(key) := "which is not made of lower-case letters, digits, single dots and hyphens" if {
	not regex.match(`^(com\.docker|io\.docker|org\.dockerproject)\.`, key)
	not regex.match(`^[a-z]([a-z0-9]|[._/-][a-z0-9])*$`, key)
	not regex.match(`^(org\.opencontainers|io\.(k8s|openshift|artifacthub)|org\.label-schema)`, key)
}

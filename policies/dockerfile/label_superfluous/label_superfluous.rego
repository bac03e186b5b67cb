# METADATA
# title: A label is not on the list
# description: >-
#   An organisation that allows only known labels keeps its inventory clean. Until labels are listed only those of
#   namespaces that were given up are reported: org.label-schema gave way to org.opencontainers.image.
# related_resources:
#   - ref: https://docs.docker.com/engine/manage-resources/labels/
#     description: "Docker: labels"
# custom:
#   severity: info
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: all
#   since: 0.1.0
#   remediation: Remove the label or put it on the list.
#   aliases:
#     - hadolint:DL3050
#   params:
#     superseded:
#       default: ["org.label-schema."]
#       description: Beginnings of labels that nobody should use any more
#     allowed:
#       default: []
#       description: "The only labels that images may have; empty: all"
package policies.dockerfile.label_superfluous

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	count(data.params.dockerfile.label_superfluous.allowed) > 0
	some entry in instructions.of({"LABEL"})
	some pair in entry.instruction.pairs
	not pair.key in data.params.dockerfile.label_superfluous.allowed
	finding := {
		"message": sprintf("%s has the label %s, which is not on the list", [stages.label(entry.stage), pair.key]),
		"at": pair.at,
		"mark": "key",
	}
}

deny contains finding if {
	some entry in instructions.of({"LABEL"})
	some pair in entry.instruction.pairs
	some beginning in data.params.dockerfile.label_superfluous.superseded
	startswith(pair.key, beginning)
	finding := {
		"message": sprintf("%s has the label %s of a namespace that was given up; use org.opencontainers.image", [stages.label(entry.stage), pair.key]),
		"at": pair.at,
		"mark": "key",
	}
}

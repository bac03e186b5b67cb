# METADATA
# title: A required label is missing
# description: >-
#   Labels say where an image comes from, who answers for it and what data it handles.
# related_resources:
#   - ref: https://github.com/opencontainers/image-spec/blob/main/annotations.md
#     description: OCI image annotations
# custom:
#   severity: low
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: all
#   since: 0.1.0
#   remediation: |-
#     Add the label to the last stage:
#       LABEL org.opencontainers.image.source="https://github.com/acme/app"
#   aliases:
#     - hadolint:DL3049
#   params:
#     required:
#       default: ["org.opencontainers.image.source"]
#       description: Labels that every image must have
package policies.dockerfile.label_required_missing

import data.policies.lib.stages

deny contains finding if {
	some entry in stages.targets
	some key in data.params.dockerfile.label_required_missing.required
	not _has(entry.stage, key)
	finding := {
		"message": sprintf("%s has no label %s; add it", [stages.label(entry.stage), key]),
		"at": entry.stage.from.at,
		"mark": "value",
		"subject": entry.stage.at,
	}
}

_has(stage, key) if {
	label := stage.effect.labels[key]
	label.value != ""
}

# METADATA
# title: A label's value is not what its key says
# description: >-
#   Tools read the standard labels as dates, addresses and revisions. A value of another form is worth nothing to
#   them.
# related_resources:
#   - ref: https://github.com/opencontainers/image-spec/blob/main/annotations.md
#     description: OCI image annotations
# custom:
#   severity: info
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Write the form that the specification asks for:
#       LABEL org.opencontainers.image.created="$BUILD_TIME"
#   aliases:
#     - hadolint:DL3051
#     - hadolint:DL3052
#     - hadolint:DL3053
#     - hadolint:DL3054
#     - hadolint:DL3055
#     - hadolint:DL3056
#     - hadolint:DL3058
package policies.dockerfile.label_invalid_value

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"LABEL"})
	some pair in entry.instruction.pairs
	pair.known == true
	is_string(pair.value)
	form := _forms[pair.key]
	not contains(pair.value, "$")
	not regex.match(form.pattern, pair.value)
	finding := {
		"message": sprintf("%s has the label %s with the value %s, which is not %s", [stages.label(entry.stage), pair.key, json.marshal(pair.value), form.what]),
		"at": pair.at,
	}
}

_url := {"pattern": `^(https?|git|ssh)://[^ ]+$`, "what": "an address"}

_forms := {
	"org.opencontainers.image.created": {"pattern": `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$`, "what": "a time as in RFC 3339"},
	"org.opencontainers.image.url": _url,
	"org.opencontainers.image.documentation": _url,
	"org.opencontainers.image.source": _url,
	"org.opencontainers.image.licenses": {"pattern": `^[A-Za-z0-9.+()-]+( (AND|OR|WITH) [A-Za-z0-9.+()-]+)*$`, "what": "an SPDX expression"},
	"org.opencontainers.image.revision": {"pattern": `^[^ ]+$`, "what": "a revision"},
	"org.opencontainers.image.version": {"pattern": `^[^ ]+$`, "what": "a version"},
}

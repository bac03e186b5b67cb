# METADATA
# title: Base image comes from a registry that is not allowed
# description: >-
#   An organisation that checks and mirrors images wants none to come in past that gate. Until registries are
#   listed only those are reported from which nobody should run anything, such as ttl.sh, where everybody may push
#   under any name.
# related_resources:
#   - ref: https://csrc.nist.gov/pubs/sp/800/190/final
#     description: NIST SP 800-190, 4.1.5 use of untrusted images
# custom:
#   severity: medium
#   confidence: high
#   category: supply-chain
#   applies_to: stage
#   applies_if: ["from.base.image", "instructions.copied.from_image"]
#   set: strict
#   since: 0.1.0
#   remediation: Take the image from an allowed registry, or list its registry in `plimsoll.yaml`.
#   cwe: [829]
#   aliases:
#     - hadolint:DL3026
#   params:
#     forbidden:
#       default: ["ttl.sh"]
#       description: Registries (or registry/namespace) that no image may come from
#     registries:
#       default: []
#       description: "Registries (or registry/namespace) that images may come from, e.g. `[\"docker.io/library\", \"ghcr.io/acme\"]`; empty: all"
package policies.dockerfile.registry_not_allowed

import data.policies.lib.references

deny contains finding if {
	some use in references.stages
	_bad(use.image)
	finding := {
		"message": sprintf("%s %s", [use.who, _message(use.image)]),
		"at": use.image.at,
		"mark": "value",
		"subject": use.subject,
	}
}

_bad(image) if {
	count(data.params.dockerfile.registry_not_allowed.registries) > 0
	not _of(image, data.params.dockerfile.registry_not_allowed.registries)
}

_bad(image) if _of(image, data.params.dockerfile.registry_not_allowed.forbidden)

_of(image, registries) if {
	some registry in registries
	startswith(concat("", [references.full(image), "/"]), concat("", [trim_suffix(registry, "/"), "/"]))
}

_message(image) := sprintf("comes from %s, which is not allowed", [image.registry])

# METADATA
# title: A moving tag is never pulled again
# description: >-
#   With `never` or `missing` the engine keeps the image it once pulled, so a tag that moves stays at its old,
#   unpatched state on machines that have it, while new machines get the newest.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#pull_policy
#     description: Compose file reference, pull_policy
# custom:
#   severity: low
#   confidence: medium
#   category: images
#   applies_to: service
#   applies_if: ["pull_policy"]
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Name a fixed version (then `missing` is right), or pull regularly:
#       pull_policy: daily
#   aliases: []
package policies.compose.pull_policy_stale

import data.policies.lib
import data.policies.lib.references

deny contains finding if {
	some service in input.services
	policy := object.get(service, "pull_policy", null)
	policy in {"never", "missing"}
	image := service.facts.image
	is_object(image)
	image.known
	not references.pinned(image)
	_moving(image)
	not _made_here(image)
	finding := {
		"message": sprintf("service %s keeps an old %s with `pull_policy: %s`; name a version or pull regularly", [service.key, image.text, policy]),
		"at": lib.at(service, ["pull_policy"]),
		"subject": service.at,
	}
}

_moving(image) if image.tag == null

_moving(image) if {
	is_string(image.tag)
	split(image.tag, "-")[0] in {"latest", "stable", "edge", "nightly", "dev", "main", "master", "lts", "current", "beta", "canary", "rolling", "mainline"}
}

# The project builds it, by this service or another.
_made_here(image) if {
	some other in input.services
	object.get(other, "build", null) != null
	other.facts.image.text == image.text
}

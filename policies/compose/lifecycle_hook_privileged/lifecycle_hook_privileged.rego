# METADATA
# title: Lifecycle hook runs with more rights than its service
# description: >-
#   `post_start` and `pre_stop` run in the container at every start and stop. A hook that is privileged, or root in a container
#   that is not, undoes the hardening of the service for that moment.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/lifecycle/
#     description: Using lifecycle hooks with Compose
#   - ref: https://docs.docker.com/reference/compose-file/services/#post_start
#     description: Compose file reference
# custom:
#   severity: high
#   confidence: high
#   category: privileges
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `privileged: true` from the hook, and give it the user of the service: `user: "1000:1000"`. Prepare directories in
#     the image instead.
#   cwe: [250]
package policies.compose.lifecycle_hook_privileged

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	some attribute in ["pre_start", "post_start", "pre_stop"]
	some i, hook in typed.list(service, attribute)
	is_object(hook)
	object.get(hook, "privileged", false) == true
	finding := {
		"message": sprintf("service %s: the hook %s runs privileged; remove `privileged: true`", [service.key, attribute]),
		"at": lib.at(service, [attribute, i, "privileged"]),
		"subject": service.at,
	}
}

deny contains finding if {
	some service in input.services
	service.facts.user.root == false
	some attribute in ["pre_start", "post_start", "pre_stop"]
	some i, hook in typed.list(service, attribute)
	is_object(hook)
	user := sprintf("%v", [object.get(hook, "user", "")])
	regex.match("^(root|\\+?0+)(:|$)", user)
	finding := {
		"message": sprintf("service %s: the hook %s runs as %s although the service does not; remove its `user`", [service.key, attribute, user]),
		"at": lib.at(service, [attribute, i, "user"]),
		"subject": service.at,
	}
}

# `pre_start` may run in an image of its own.
deny contains finding if {
	some service in input.services
	some i, hook in typed.list(service, "pre_start")
	is_object(hook)
	image := object.get(hook, "image", null)
	is_string(image)
	_floats(image)
	finding := {
		"message": sprintf("service %s: the hook pre_start runs %s, which is whatever was pushed last; name a version or a digest", [service.key, image]),
		"at": lib.at(service, ["pre_start", i, "image"]),
		"subject": service.at,
		"severity": "medium",
	}
}

_floats(image) if regex.match(`^[^$@]*:latest$`, image)

_floats(image) if regex.match(`^([^$@]*/)?[^$@/:]+$`, image)

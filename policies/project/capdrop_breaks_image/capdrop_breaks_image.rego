# METADATA
# title: Dropped capabilities keep the image from starting
# description: >-
#   The service drops all capabilities, but the entrypoint of its image starts as root and must become its own user.
#   Without SETUID and SETGID it stops, and the hardening is soon taken away.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#cap_drop
#     description: Compose file reference
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
#     description: capabilities(7)
# custom:
#   severity: medium
#   confidence: high
#   category: capabilities
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Keep `cap_drop: [ALL]` and add what the entrypoint needs with `cap_add`, or start the service as its own user with
#     `user` so that it needs none.
#   cwe: [1188]
package policies.project.capdrop_breaks_image

import data.policies.lib.image

deny contains finding if {
	some service in input.services
	service.facts.hardening.privileged == false
	service.facts.user.root != false
	not _own_entrypoint(service)
	base := service.facts.base_image
	is_object(base)
	known := image.fact(data.known.image_runtime.images, base)
	added := {capability.name | some capability in service.facts.capabilities.add}
	missing := [name |
		some name in object.get(known, "capabilities", [])
		count(_giving(name) & added) == 0
	]
	_stops(known, missing)
	finding := {
		"message": sprintf("service %s drops all capabilities, but the entrypoint of %s needs %s; add `cap_add: [%s]`", [
			service.key,
			base.text,
			concat(", ", [_needed(name) | some name in missing]),
			concat(", ", [_advised(name) | some name in missing]),
		]),
		"at": [capability.at | some capability in service.facts.capabilities.drop; capability.name == "ALL"][0],
		"subject": service.at,
	}
}

# Without one of these it cannot change its user, or not look through its data a second time; without CHOWN it may get by.
_stops(known, missing) if {
	some name in object.get(known, "stops", ["SETGID", "SETUID"])
	name in missing
}

# Of the two that do, one is no danger to the host: with DAC_READ_SEARCH a container opens files outside of it.
_needed(name) := "DAC_READ_SEARCH or DAC_OVERRIDE" if name == "DAC_READ_SEARCH"

_needed(name) := name if name != "DAC_READ_SEARCH"

_advised(name) := "DAC_OVERRIDE" if name == "DAC_READ_SEARCH"

_advised(name) := name if name != "DAC_READ_SEARCH"

# DAC_OVERRIDE lets read what DAC_READ_SEARCH does.
_giving(name) := {name, "ALL"} | {"DAC_OVERRIDE" | name == "DAC_READ_SEARCH"}

# Another entrypoint does what it wants.
_own_entrypoint(service) if object.get(service, "entrypoint", null) != null

_own_entrypoint(service) if {
	build := input.builds[service.facts.build]
	is_object(build.effect)
	build.effect.entrypoint != null
}

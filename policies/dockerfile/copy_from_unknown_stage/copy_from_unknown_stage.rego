# METADATA
# title: COPY --from names no stage
# description: >-
#   What is no earlier stage is taken for an image of Docker Hub. With a misspelt name the build fails, or worse,
#   pulls what somebody else published under it.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#copy---from
#     description: Dockerfile reference, COPY --from
# custom:
#   severity: medium
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Name an earlier stage, or an image with its version:
#       COPY --from=build /app/server /server
#       COPY --from=busybox:1.36 /bin/busybox /bin/busybox
#   aliases:
#     - hadolint:DL3022
package policies.dockerfile.copy_from_unknown_stage

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"COPY"})
	copied := entry.instruction.copied
	is_object(copied)
	is_string(copied.from)
	copied.from_stage == null
	regex.match(`^[0-9]+$`, copied.from)
	finding := {
		"message": sprintf("%s copies from stage %s, which does not come before it; name an earlier stage", [stages.label(entry.stage), copied.from]),
		"at": instructions.flag_at(entry.instruction, "from"),
	}
}

# A bare word that differs from a stage's name by a slip.
deny contains finding if {
	some entry in instructions.of({"COPY"})
	copied := entry.instruction.copied
	is_object(copied)
	is_string(copied.from)
	regex.match(`^[A-Za-z_-]+$`, copied.from)
	others := {stage.name | some stage in entry.build.stages; is_string(stage.name)}
	not lower(copied.from) in others
	not _named_context(entry.build, copied.from)
	some name in others
	_slip(name, lower(copied.from))
	finding := {
		"message": sprintf("%s copies from %s, which is no stage, so Docker Hub is asked for an image of that name; did you mean %s?", [stages.label(entry.stage), copied.from, name]),
		"at": instructions.flag_at(entry.instruction, "from"),
	}
}

# Same letters in another order, or one letter more or less at an end.
_slip(a, b) if {
	count(a) > 3
	sort(split(a, "")) == sort(split(b, ""))
}

_slip(a, b) if {
	count(a) > 3
	abs(count(a) - count(b)) <= 2
	startswith(a, b)
}

_slip(a, b) if {
	count(b) > 3
	abs(count(a) - count(b)) <= 2
	startswith(b, a)
}

_named_context(build, name) if {
	some service in build.services
	object.get(input.services[service], ["build", "additional_contexts", name], null) != null
}

# METADATA
# title: Base image has no tag or the tag latest
# description: >-
#   Without a tag Docker takes `latest`, which names whatever was pushed last. The same Dockerfile builds another
#   image tomorrow, so nobody can say what was tested, and a roll-back does not bring the old image back.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
#     description: "Docker: pin base image versions"
# custom:
#   severity: medium
#   confidence: high
#   category: images
#   applies_to: stage
#   applies_if: ["from.base.image", "instructions.copied.from_image", "instructions.trigger.copied.from_image"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Name the version, and the digest where builds must be repeatable:
#       FROM debian:12.7-slim@sha256:<digest>
#   cwe: [1104]
#   aliases:
#     - checkov:CKV_DOCKER_7
#     - hadolint:DL3006
#     - hadolint:DL3007
#     - kics:9efb0b2d-89c9-41a3-91ca-dcc0aec911fd
#     - kics:f45ea400-6bbe-4501-9fc7-1c3d75c32067
#     - trivy:DS-0001
#   params:
#     allow:
#       default: []
#       description: Repositories that may be used without a version, e.g. `ghcr.io/acme/base`
package policies.dockerfile.image_latest_or_untagged

import data.policies.lib.instructions
import data.policies.lib.references
import data.policies.lib.stages

deny contains finding if {
	some entry in stages.all
	image := object.get(entry.stage.from.base, "image", null)
	is_object(image)
	_floating(image)
	not _made_here(image)
	finding := {
		"message": sprintf("%s is built on %s, which is %s", [stages.label(entry.stage), _shown(image), _why(image)]),
		"at": entry.stage.from.at,
		"mark": "value",
		"subject": entry.stage.at,
		"outcome": _outcome(image),
	}
}

# COPY --from=nginx and RUN --mount=from=nginx pull an image as well.
deny contains finding if {
	some entry in instructions.of({"COPY"})
	is_object(entry.instruction.copied)
	image := entry.instruction.copied.from_image
	is_object(image)
	_floating(image)
	not _made_here(image)
	not _perhaps_a_stage(image)
	finding := {
		"message": sprintf("%s copies from %s, which is %s", [stages.label(entry.stage), _shown(image), _why(image)]),
		"at": instructions.flag_at(entry.instruction, "from"),
		"outcome": _outcome(image),
	}
}

deny contains finding if {
	some mount in references.mounted
	_floating(mount.image)
	not _made_here(mount.image)
	not _perhaps_a_stage(mount.image)
	finding := {
		"message": sprintf("%s mounts %s, which is %s", [stages.label(mount.stage), _shown(mount.image), _why(mount.image)]),
		"at": mount.image.at,
		"subject": mount.stage.at,
		"outcome": _outcome(mount.image),
	}
}

# What is no official image nobody pushes: it is made where the build runs, by something that is not here.
_why(image) := "whatever was pushed last; name a version" if not references.unheard_of(image)

_why(image) := "no official image; make sure that it is built before, and name a version" if references.unheard_of(image)

_outcome(image) := "fail" if not references.unheard_of(image)

_outcome(image) := "review" if references.unheard_of(image)

_floating(image) if {
	image.known
	image.valid
	image.digest == null
	_moving(image.tag)
	not _allowed(image)
}

_moving(tag) if tag == null

_moving(tag) if tag == "latest"

_allowed(image) if {
	some allowed in data.params.dockerfile.image_latest_or_untagged.allow
	allowed in {image.repository, image.name, concat("/", [image.registry, image.repository])}
}

_shown(image) := sprintf("%s without a tag", [image.text]) if image.tag == null

_shown(image) := image.text if image.tag != null

# A service of the project builds it, so it is what this build made last.
_made_here(image) if {
	some service in input.services
	object.get(service, "build", null) != null
	service.facts.image.text == image.text
}

# A word with an underscore is no image of Docker Hub's own: it names a stage that a script puts in front.
_perhaps_a_stage(image) if {
	startswith(image.repository, "library/")
	contains(image.repository, "_")
}

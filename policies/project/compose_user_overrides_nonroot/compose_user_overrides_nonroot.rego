# METADATA
# title: Service gives root back that its image had given up
# description: >-
#   The image runs as an unprivileged user, by its Dockerfile or by its makers, and the service sets `user: root` over
#   it. What was done in the image to limit a break-in is undone.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#user
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/dockerfile/#user
#     description: "Dockerfile reference: USER"
# custom:
#   severity: high
#   confidence: high
#   category: users
#   applies_to: service
#   applies_if: ["user"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `user` from the service. Where files of a volume belong to root, change their owner once instead of running
#     as root for ever.
#   cwe: [250]
#   aliases: ["compose-lint:CL-0018"]
package policies.project.compose_user_overrides_nonroot

import data.policies.lib.image

# Root, and an image whose user is not: then the service says so.
deny contains finding if {
	some service in input.services
	service.facts.user.root == true
	build := input.builds[service.facts.build]
	is_object(build.effect)
	user := build.effect.user
	user.root == false
	finding := {
		"message": sprintf("service %s runs as %s, but its image built from %s runs as %s; remove `user`", [service.key, service.facts.user.text, build.dockerfile, user.text]),
		"at": service.facts.user.at,
		"subject": service.at,
		"related": [{"at": user.at, "message": "the user that is overridden"}],
	}
}

deny contains finding if {
	some service in input.services
	service.facts.user.root == true
	is_null(service.facts.build)
	is_object(service.facts.image)
	user := image.default_user(service.facts.image)
	not regex.match("^(root|0)(:|$)", user)
	finding := {
		"message": sprintf("service %s runs as %s, but its image %s runs as %s; remove `user`", [service.key, service.facts.user.text, service.facts.image.text, user]),
		"at": service.facts.user.at,
		"subject": service.at,
	}
}

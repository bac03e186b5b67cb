# METADATA
# title: Image that the project builds runs as root
# description: >-
#   No USER instruction of the Dockerfile or its base takes root away, or the last one gives it back, and the service does not set
#   `user`. A flaw in the program is then a flaw with root rights.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#user
#     description: "Dockerfile reference: USER"
#   - ref: https://docs.docker.com/reference/compose-file/services/#user
#     description: Compose file reference
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
#     description: OWASP Docker Security Cheat Sheet
# custom:
#   severity: high
#   confidence: high
#   category: users
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     End the final stage with an unprivileged user: `RUN useradd --system --uid 10001 app` and `USER 10001`; or set it for the
#     service: `user: "10001:10001"`.
#   cwe: [250]
package policies.project.effective_root

import data.policies.lib.image

deny contains finding if {
	some service in input.services
	user := service.facts.user
	user.root == true
	user.source == "dockerfile"
	finding := {
		"message": sprintf("service %s runs as root: %s; write `USER 10001` at the end of %s", [service.key, _why(user), _dockerfile(service)]),
		"at": user.at,
		"subject": service.at,
		"related": [{"at": service.at, "message": "runs this image and sets no user"}],
	}
}

# Nothing sets a user on a base that is known to start as root and to stay root.
deny contains finding if {
	some service in input.services
	is_string(service.facts.build)
	user := service.facts.user
	user.root == true
	user.source == "known-image"
	not image.drops_root(service)
	finding := {
		"message": sprintf("service %s runs as root, as its base %s does; write `USER 10001` at the end of %s", [service.key, _image(service), _dockerfile(service)]),
		"at": user.at,
		"subject": service.at,
		"related": [{"at": service.at, "message": "sets no user"}],
		"outcome": _outcome(service),
	}
}

# An image with a tool to change the user may do so when it starts.
_outcome(service) := "review" if _changes_user(service)

_outcome(service) := "fail" if not _changes_user(service)

_changes_user(service) if {
	some stage in input.builds[service.facts.build].stages
	some instruction in stage.instructions
	regex.match("(^|[^a-z-])(gosu|su-exec|setpriv|s6-setuidgid|chpst|dumb-init-su)([^a-z-]|$)", instruction.text)
}

_why(user) := sprintf("its Dockerfile says USER %s", [user.text]) if is_string(user.text)

_why(user) := "nothing in its Dockerfile sets another user" if not is_string(user.text)

_dockerfile(service) := object.get(object.get(input.builds, service.facts.build, {}), "dockerfile", "its Dockerfile") if is_string(service.facts.build)

_dockerfile(service) := "its Dockerfile" if not is_string(service.facts.build)

_image(service) := service.facts.base_image.text if service.facts.base_image != null

_image(service) := "image" if service.facts.base_image == null

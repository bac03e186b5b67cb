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
#   applies_if: ["build"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     End the final stage with an unprivileged user: `RUN useradd --system --uid 10001 app` and `USER 10001`; or set it for the
#     service: `user: "10001:10001"`.
#   cwe: [250]
#   aliases:
#     - checkov:CKV_DOCKER_3
#     - checkov:CKV_DOCKER_8
#     - hadolint:DL3002
#     - kics:67fd0c4a-68cf-46d7-8c41-bc9fba7e40ae
#     - kics:fd54f200-402c-4333-a5a4-36ef6709af2f
#     - trivy:DS-0002
package policies.project.effective_root

import data.policies.lib.image
import data.policies.lib.purpose

deny contains finding if {
	some service in input.services
	user := service.facts.user
	user.root == true
	user.source == "dockerfile"
	finding := {
		"message": sprintf("service %s starts as root: %s; write `USER 10001` at the end of %s", [service.key, _why(user), _end(service)]),
		"at": user.at,
		"subject": service.at,
		"severity": purpose.severity(_file(service), "high"),
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
	not _changes_user(service)
	finding := {
		"message": sprintf("service %s starts as root, as its base %s does; write `USER 10001` at the end of %s", [service.key, service.facts.base_image.text, _end(service)]),
		"at": _from(service),
		"mark": "value",
		"subject": service.at,
		"severity": purpose.severity(_file(service), "high"),
		"related": [{"at": service.at, "message": "sets no user"}],
	}
}

# An image with a tool to change the user may do so when it starts.
deny contains finding if {
	some service in input.services
	is_string(service.facts.build)
	user := service.facts.user
	user.root == true
	user.source == "known-image"
	not image.drops_root(service)
	_changes_user(service)
	finding := {
		"message": sprintf("service %s starts as root, as its base %s does; make sure that its entrypoint gives root up before it starts the program", [service.key, service.facts.base_image.text]),
		"at": _from(service),
		"mark": "value",
		"subject": service.at,
		"severity": purpose.severity(_file(service), "high"),
		"related": [{"at": service.at, "message": "sets no user"}],
		"outcome": "review",
	}
}

_changes_user(service) if {
	some stage in input.builds[service.facts.build].stages
	some instruction in stage.instructions
	regex.match("(^|[^a-z-])(gosu|su-exec|setpriv|s6-setuidgid|chpst|dumb-init-su)([^a-z-]|$)", instruction.text)
}

_why(user) := sprintf("its Dockerfile says USER %s", [user.text]) if is_string(user.text)

_why(user) := "nothing in its Dockerfile sets another user" if not is_string(user.text)

_dockerfile(service) := build.dockerfile if {
	build := input.builds[service.facts.build]
	not build.inline
}

_dockerfile(service) := "its `dockerfile_inline`" if input.builds[service.facts.build].inline

_file(service) := input.builds[service.facts.build].dockerfile

_stage(service) := build.stages[build.target_stage] if build := input.builds[service.facts.build]

# The stage that is built, not the one at the bottom of it.
_from(service) := _stage(service).from.at

_end(service) := _dockerfile(service) if _is_last(service)

_end(service) := sprintf("stage %s in %s", [_stage(service).name, _dockerfile(service)]) if {
	not _is_last(service)
	is_string(_stage(service).name)
}

_end(service) := sprintf("stage %d in %s", [_stage(service).index, _dockerfile(service)]) if {
	not _is_last(service)
	is_null(_stage(service).name)
}

_is_last(service) if _stage(service).index == count(input.builds[service.facts.build].stages) - 1

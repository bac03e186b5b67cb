# METADATA
# title: A tool for developers starts wherever the shared file is used
# description: >-
#   A database browser, a mail catcher or a notebook in the file that every environment begins with starts in
#   each of them, unless somebody thinks of leaving it out.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/profiles/
#     description: "Docker: profiles"
#   - ref: https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/
#     description: "Docker: merge Compose files"
# custom:
#   severity: low
#   confidence: medium
#   category: environments
#   applies_to: service
#   applies_if: ["image"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Give the service a profile (`profiles: [dev]`), or move it to the file for development.
#   cwe: [489]
package policies.compose.dev_service_without_profile

import data.policies.lib.image
import data.policies.lib.typed

deny contains finding if {
	# Of production itself another rule tells.
	input.deployment.role in {"unknown", "staging"}
	some service in input.services
	service.active
	count(typed.list(service, "profiles")) == 0
	is_object(service.facts.image)
	tool := image.fact(data.known.developer_tools.images, service.facts.image)
	some file in input.compose_files
	file.role in {"unknown", "staging"}
	not _for_developers(file.path)
	some written in file.services
	written.key == service.key
	finding := {
		"message": sprintf("service %s, %s, starts wherever %s is used; give it a profile", [service.key, tool.is, file.path]),
		"at": service.facts.image.at,
		"subject": service.at,
		"outcome": _outcome,
	}
}

# Perhaps nobody but developers uses the file.
_outcome := "review" if input.deployment.role == "unknown"

_outcome := "fail" if input.deployment.role != "unknown"

# Docker's own name for what is laid over the shared file on one's own machine.
_for_developers(path) if regex.match(`(^|/)(docker-)?compose\.override\.ya?ml$`, path)

# Nothing of it is shared with anything.
_for_developers(path) if regex.match(`(?i)(^|/)\.?(dev|devel|development|local|sandbox|devcontainer|examples?|demos?)/`, path)

# METADATA
# title: A tool for developers runs in production
# description: >-
#   Web interfaces for databases, mail catchers and notebooks are made for one's own machine: many ask for no
#   password, and all show or change whatever they reach.
# related_resources:
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
#     description: "OWASP: Docker security"
#   - ref: https://docs.docker.com/compose/how-tos/profiles/
#     description: "Docker: profiles"
# custom:
#   severity: high
#   confidence: high
#   category: environments
#   applies_to: service
#   applies_if: ["image"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Leave the service to the files for development, or give it a profile that production does not start.
#   cwe: [489, 668]
package policies.compose.dev_tool_in_prod

import data.policies.lib.image
import data.policies.lib.typed

deny contains finding if {
	input.deployment.role == "production"
	some service in input.services
	service.active
	count(typed.list(service, "profiles")) == 0
	is_object(service.facts.image)
	tool := image.fact(data.known.developer_tools.images, service.facts.image)
	finding := {
		"message": sprintf("service %s runs %s in production, %s; keep it to development", [service.key, service.facts.image.name, tool.is]),
		"at": service.facts.image.at,
		"subject": service.at,
	}
}

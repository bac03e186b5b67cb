# METADATA
# title: All services share one network
# description: >-
#   Without networks of their own all services reach each other: who takes over the web server stands in front of the database at
#   once.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/networks/
#     description: "Compose file reference: networks"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
#     description: OWASP Docker Security Cheat Sheet
# custom:
#   severity: low
#   confidence: high
#   category: networks
#   applies_to: project
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Declare networks (`networks: {front: , back: {internal: true}}`) and give each service only those it needs.
#   cwe: [653]
package policies.compose.default_network_only

deny contains finding if {
	active := [service | some service in input.services; service.active; _networked(service)]
	count(active) > 2
	every service in active {
		every use in service.facts.networks {
			use.key == "default"
		}
	}
	finding := {
		"message": sprintf("all %d services share the default network; declare networks for what has to talk to each other", [count(active)]),
		"at": "/services",
		"subject": input.at,
	}
}

_networked(service) if count(service.facts.networks) > 0

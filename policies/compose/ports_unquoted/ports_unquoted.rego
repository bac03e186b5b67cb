# METADATA
# title: Port is written without quotes
# description: >-
#   YAML 1.1 reads digits with colons, such as 22:22, as a number in base 60. Compose reads them as meant today; other tools and
#   older versions do not.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: high
#   category: style
#   applies_to: project
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Write the port in quotes: `"8080:80"`.
#   aliases: ["dclint:require-quotes-in-ports"]
package policies.compose.ports_unquoted

import data.policies.lib.typed

deny contains finding if {
	some file in input.compose_files
	some service in file.services
	some key in ["ports", "expose"]
	some port in typed.list(service, key)
	is_string(port.text)
	port.quote == ""
	finding := {
		"message": sprintf("service %s writes port %s without quotes; write `\"%s\"`", [service.key, port.text, port.text]),
		"at": port.at,
		"subject": concat("", ["/services/", service.key]),
	}
}

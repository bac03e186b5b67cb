# METADATA
# title: Ports are not in ascending order
# description: >-
#   In a fixed order a port that is published twice is seen at once.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#ports
#     description: Compose file reference
# custom:
#   severity: info
#   confidence: high
#   category: style
#   applies_to: project
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Sort `ports` by the port of the host.
#   aliases: ["dclint:service-ports-alphabetical-order"]
package policies.compose.ports_unordered

deny contains finding if {
	some file in input.compose_files
	some service in file.services
	numbered := [{"at": port.at, "text": port.text, "number": to_number(number)} |
		some port in service.ports
		is_string(port.text)
		number := _host_port(port.text)
	]
	some i, port in numbered
	port.number < numbered[i - 1].number
	finding := {
		"message": sprintf("service %s: port %s stands after %s; sort `ports`", [service.key, port.text, numbered[i - 1].text]),
		"at": port.at,
		"subject": concat("", ["/services/", service.key]),
	}
}

# The first port of `8080:80`, `127.0.0.1:8080:80`, `80`, `8000-8010:80/udp`; undefined where a variable stands for it.
_host_port(text) := regex.replace(host, "-.*$", "") if {
	parts := split(regex.replace(regex.replace(text, "/[a-z]+$", ""), "^(\\[[^\\]]*\\]|[0-9.]*\\.[0-9.]*):", ""), ":")
	host := parts[0]
	regex.match("^[0-9]+(-[0-9]+)?$", host)
}

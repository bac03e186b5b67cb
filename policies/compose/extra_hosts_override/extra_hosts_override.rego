# METADATA
# title: Host name is pinned to an address
# description: >-
#   `extra_hosts` overrides name resolution: a public name that points to an arbitrary address is how traffic to a registry or an
#   update server is taken over, and `host-gateway` gives the container the services of the host.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#extra_hosts
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: high
#   category: networks
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Remove the entry; let services find each other by their names, and reach the host through a published address.
#   cwe: [350]
#   params:
#     internal:
#       default: ["home.arpa", "internal", "lan", "local", "localdomain", "localhost", "test", "example"]
#       description: "Endings of names that are not public."
package policies.compose.extra_hosts_override

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	some i, text in typed.list(service, "extra_hosts")
	is_string(text)
	name := regex.replace(text, "[=:].*$", "")
	name != text
	what := _what(name, substring(text, count(name) + 1, -1))
	finding := {
		"message": sprintf("service %s: %s; remove it from `extra_hosts`", [service.key, what]),
		"at": lib.at(service, ["extra_hosts", i]),
		"subject": service.at,
	}
}

_what(name, "host-gateway") := sprintf("%s gives access to services of the host", [name])

_what(name, address) := sprintf("the public name %s is pinned to %s", [name, address]) if {
	address != "host-gateway"
	contains(name, ".")
	not _internal(name)
	not regex.match("^127\\.|^::1$", address)
}

_internal(name) if {
	some ending in data.params.compose.extra_hosts_override.internal
	endswith(name, concat("", [".", ending]))
}

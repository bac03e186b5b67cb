# METADATA
# title: Logs cross the network as plain text
# description: >-
#   Logs hold names, addresses and sometimes tokens. Over plain TCP or UDP everybody on the way reads them, and may forge or drop
#   entries.
# related_resources:
#   - ref: https://docs.docker.com/engine/logging/drivers/syslog/
#     description: Syslog logging driver
#   - ref: https://docs.docker.com/engine/logging/drivers/gelf/
#     description: Graylog Extended Format logging driver
# custom:
#   severity: medium
#   confidence: high
#   category: logging
#   applies_to: service
#   applies_if: ["logging.driver=syslog", "logging.driver=gelf", "logging.driver=splunk"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Write `syslog-address: "tcp+tls://logs.example.org:6514"` with `syslog-tls-ca-cert`, or send to a collector on the same host
#     that forwards with TLS.
#   cwe: [319]
package policies.compose.log_driver_cleartext

import data.policies.lib

deny contains finding if {
	some service in input.services
	logging := service.facts.logging
	some option in _addresses[logging.driver]
	address := object.get(logging.options, option, "")
	regex.match("^(tcp|udp|tcp4|tcp6|udp4|udp6|http)://", address)
	not _local(address)
	finding := {
		"message": sprintf("service %s sends its logs to %s as plain text; use TLS or a collector on the same host", [service.key, address]),
		"at": lib.at(service, ["logging", "options", option]),
		"subject": service.at,
	}
}

_addresses := {"syslog": ["syslog-address"], "gelf": ["gelf-address"], "splunk": ["splunk-url"]}

# A collector on the same host is no network.
_local(address) if regex.match("^[a-z+]+://(localhost|127\\.[0-9.]+|\\[::1\\])(:|/|$)", address)

# METADATA
# title: Logs stay on the host
# description: >-
#   Whoever takes the host over deletes the logs with it, and nobody looks at what is spread over many hosts.
# related_resources:
#   - ref: https://docs.docker.com/engine/logging/configure/
#     description: Configure logging drivers
# custom:
#   severity: info
#   confidence: low
#   category: logging
#   applies_to: project
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Use a driver that sends logs away (journald, syslog with TLS, fluentd, awslogs), or run a collector such as Fluent Bit or
#     Alloy.
#   cwe: [778]
#   params:
#     collectors:
#       default: ["alloy", "dozzle", "elastic-agent", "filebeat", "fluent-bit", "fluentbit", "fluentd", "logspout", "logstash", "opentelemetry-collector", "opentelemetry-collector-contrib", "otel-collector", "promtail", "syslog-ng", "td-agent-bit", "vector", "datadog", "agent"]
#       description: "Images (last part of the name) that collect logs."
package policies.compose.log_not_centralised

import data.policies.lib.service

deny contains finding if {
	local := [subject.key |
		some subject in service.containers
		subject.facts.logging.driver in {null, "json-file", "local"}
	]
	count(local) > 0
	not _collected
	finding := {
		"message": sprintf("the logs of %d service(s) stay on the host; send them away or run a collector", [count(local)]),
		"at": "/services",
		"subject": input.at,
	}
}

_collected if {
	some subject in input.services
	subject.facts.image.name in data.params.compose.log_not_centralised.collectors
}

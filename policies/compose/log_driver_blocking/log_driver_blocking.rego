# METADATA
# title: Service waits for its logs to be taken
# description: >-
#   In the default mode a write to the log blocks until the driver has taken it. When the remote collector is down or slow, the
#   service stands still.
# related_resources:
#   - ref: https://docs.docker.com/engine/logging/configure/#configure-the-delivery-mode-of-log-messages-from-container-to-log-driver
#     description: Delivery mode of log messages
# custom:
#   severity: low
#   confidence: high
#   category: logging
#   applies_to: service
#   applies_if: ["logging.driver=awslogs", "logging.driver=fluentd", "logging.driver=gcplogs", "logging.driver=gelf", "logging.driver=splunk", "logging.driver=syslog"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write `mode: non-blocking` and `max-buffer-size: 4m` below `logging.options`.
#   cwe: [400]
package policies.compose.log_driver_blocking

import data.policies.lib

deny contains finding if {
	some service in input.services
	logging := service.facts.logging
	logging.driver in {"awslogs", "fluentd", "gcplogs", "gelf", "splunk", "syslog"}
	object.get(logging.options, "mode", "blocking") == "blocking"
	not object.get(logging.options, "fluentd-async", "") == "true"
	not startswith(object.get(logging.options, "gelf-address", ""), "udp://")
	not startswith(object.get(logging.options, "syslog-address", ""), "udp://")
	finding := {
		"message": sprintf("service %s waits for the driver %s to take its logs; write `mode: non-blocking`", [service.key, logging.driver]),
		"at": lib.at(service, ["logging", "driver"]),
		"subject": service.at,
	}
}

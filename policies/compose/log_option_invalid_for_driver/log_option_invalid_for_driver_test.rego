package policies.compose.log_option_invalid_for_driver_test

import data.policies.lib.example
import data.policies.compose.log_option_invalid_for_driver

test_of_another_driver if {
	found := log_option_invalid_for_driver.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": "syslog", "options": {"max-size": "10m", "syslog-address": "udp://x:1"}}})])
	example.marks(found) == {"/services/web/logging/options/max-size"}
}

test_known if {
	found := log_option_invalid_for_driver.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": "json-file", "options": {"max-size": "10m", "tag": "x", "mode": "non-blocking"}}})])
	example.marks(found) == set()
}

test_plugin if {
	found := log_option_invalid_for_driver.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": "grafana/loki", "options": {"loki-url": "x"}}})])
	example.marks(found) == set()
}

test_default_driver if {
	found := log_option_invalid_for_driver.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": null, "options": {"syslog-address": "x"}}})])
	example.marks(found) == {"/services/web/logging/options/syslog-address"}
}

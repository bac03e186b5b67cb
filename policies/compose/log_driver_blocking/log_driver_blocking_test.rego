package policies.compose.log_driver_blocking_test

import data.policies.lib.example
import data.policies.compose.log_driver_blocking

test_not_blocking if {
	found := log_driver_blocking.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": "fluentd", "options": {"mode": "non-blocking"}}}), example.service("api", {}, {"logging": {"at": "/services/api/logging", "driver": "fluentd", "options": {"fluentd-async": "true"}}}), example.service("c", {}, {"logging": {"at": "/services/c/logging", "driver": "gelf", "options": {"gelf-address": "udp://x:1"}}})])
	example.marks(found) == set()
}

package policies.compose.log_driver_cleartext_test

import data.policies.lib.example
import data.policies.compose.log_driver_cleartext

test_syslog if {
	found := log_driver_cleartext.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": "syslog", "options": {"syslog-address": "tcp://192.0.2.1:514"}}})])
	example.marks(found) == {"/services/web/logging/options/syslog-address"}
}

test_gelf if {
	found := log_driver_cleartext.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": "gelf", "options": {"gelf-address": "udp://logs:12201"}}})])
	example.marks(found) == {"/services/web/logging/options/gelf-address"}
}

test_encrypted_or_local if {
	found := log_driver_cleartext.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": "syslog", "options": {"syslog-address": "tcp+tls://x:6514"}}}), example.service("api", {}, {"logging": {"at": "/services/api/logging", "driver": "gelf", "options": {"gelf-address": "udp://127.0.0.1:12201"}}}), example.service("c", {}, {"logging": {"at": "/services/c/logging", "driver": "syslog", "options": {"syslog-address": "unix:///dev/log"}}})])
	example.marks(found) == set()
}

test_not_remote if {
	found := log_driver_cleartext.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

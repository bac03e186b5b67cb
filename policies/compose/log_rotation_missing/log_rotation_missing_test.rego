package policies.compose.log_rotation_missing_test

import data.policies.lib.example
import data.policies.compose.log_rotation_missing

test_nothing_written if {
	found := log_rotation_missing.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == {"/services/web/logging"}
}

test_json_file_without_size if {
	found := log_rotation_missing.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": "json-file", "options": {"tag": "x"}}})])
	example.marks(found) == {"/services/web/logging"}
}

test_rotated if {
	found := log_rotation_missing.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": "json-file", "options": {"max-size": "10m"}}})])
	example.marks(found) == set()
}

test_default_driver_rotated if {
	found := log_rotation_missing.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": null, "options": {"max-size": "10m"}}})])
	example.marks(found) == set()
}

test_other_driver if {
	found := log_rotation_missing.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": "local", "options": {}}}), example.service("api", {}, {"logging": {"at": "/services/api/logging", "driver": "syslog", "options": {}}})])
	example.marks(found) == set()
}

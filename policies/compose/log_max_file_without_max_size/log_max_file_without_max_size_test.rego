package policies.compose.log_max_file_without_max_size_test

import data.policies.lib.example
import data.policies.compose.log_max_file_without_max_size

test_alone if {
	found := log_max_file_without_max_size.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": "json-file", "options": {"max-file": "3"}}})])
	example.marks(found) == {"/services/web/logging/options/max-file"}
}

test_with_size if {
	found := log_max_file_without_max_size.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": null, "options": {"max-file": "3", "max-size": "1m"}}})])
	example.marks(found) == set()
}

test_other_driver if {
	found := log_max_file_without_max_size.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": "local", "options": {"max-file": "3"}}}), example.service("api", {}, {})])
	example.marks(found) == set()
}

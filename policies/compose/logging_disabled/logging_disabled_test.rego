package policies.compose.logging_disabled_test

import data.policies.lib.example
import data.policies.compose.logging_disabled

test_none if {
	found := logging_disabled.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": "none", "options": {}}}), example.service("api", {}, {"logging": {"at": "/services/api/logging", "driver": "None", "options": {}}})])
	example.marks(found) == {"/services/web/logging/driver", "/services/api/logging/driver"}
}

test_kept if {
	found := logging_disabled.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": "local", "options": {}}}), example.service("api", {}, {})])
	example.marks(found) == set()
}

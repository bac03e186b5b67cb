package policies.compose.log_not_centralised_test

import data.policies.lib.example
import data.policies.compose.log_not_centralised

test_local if {
	found := log_not_centralised.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == {"/services"}
}

test_sent_away if {
	found := log_not_centralised.deny with input as example.project([example.service("web", {}, {"logging": {"at": "/services/web/logging", "driver": "journald", "options": {}}})])
	example.marks(found) == set()
}

test_collected if {
	found := log_not_centralised.deny with input as example.project([example.service("web", {}, {}), example.service("logs", {}, {"image": example.image("/x", "fluent/fluent-bit", {})})])
	example.marks(found) == set()
}

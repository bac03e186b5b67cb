package policies.compose.cap_drop_all_missing_test

import data.policies.lib.example
import data.policies.compose.cap_drop_all_missing

test_missing if {
	found := cap_drop_all_missing.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == {"/services/web/cap_drop"}
}

test_only_some if {
	found := cap_drop_all_missing.deny with input as example.project([example.service("web", {"cap_drop": ["NET_RAW"]}, {"capabilities": {"drop": [{"at": "/services/web/cap_drop/0", "name": "NET_RAW"}]}})])
	example.marks(found) == {"/services/web/cap_drop"}
}

test_all if {
	found := cap_drop_all_missing.deny with input as example.project([example.service("web", {"cap_drop": ["all"]}, {"capabilities": {"drops_all": true}})])
	example.marks(found) == set()
}

test_a_provider_runs_no_container if {
	found := cap_drop_all_missing.deny with input as example.project([example.service("db", {"provider": {"type": "model"}}, {})])
	example.marks(found) == set()
}

package policies.compose.pids_limit_missing_test

import data.policies.lib.example
import data.policies.compose.pids_limit_missing

test_missing if {
	found := pids_limit_missing.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == {"/services/web/pids_limit"}
}

test_set if {
	found := pids_limit_missing.deny with input as example.project([example.service("web", {"pids_limit": 1}, {"limits": {"pids": {"at": "/services/web/pids_limit", "value": 1}}})])
	example.marks(found) == set()
}

test_without_effect_is_another_rule if {
	found := pids_limit_missing.deny with input as example.project([example.service("web", {"pids_limit": 0}, {})])
	example.marks(found) == set()
}

test_without_effect_below_deploy if {
	found := pids_limit_missing.deny with input as example.project([example.service("web", {"deploy": {"resources": {"limits": {"pids": "0"}}}}, {})])
	example.marks(found) == set()
}

test_only_reserved if {
	found := pids_limit_missing.deny with input as example.project([example.service("web", {"deploy": {"resources": {"reservations": {"pids": "1"}}}}, {})])
	example.marks(found) == {"/services/web/pids_limit"}
}

test_no_container_of_its_own if {
	found := pids_limit_missing.deny with input as example.project([example.service("model", {"provider": {"type": "model"}}, {})])
	example.marks(found) == set()
}

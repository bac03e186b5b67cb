package policies.compose.restart_policy_missing_test

import data.policies.lib.example
import data.policies.compose.restart_policy_missing

test_missing if {
	found := restart_policy_missing.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == {"/services/web/restart"}
}

test_set if {
	found := restart_policy_missing.deny with input as example.project([example.service("web", {}, {"restart": {"at": "/services/web/restart", "policy": "no"}})])
	example.marks(found) == set()
}

test_job if {
	found := restart_policy_missing.deny with input as example.project([example.service("init", {}, {}), example.service("web", {"depends_on": {"init": {"condition": "service_completed_successfully"}}}, {"restart": {"policy": "always"}})])
	example.marks(found) == set()
}

test_by_hand if {
	found := restart_policy_missing.deny with input as example.project([example.service("tool", {"profiles": ["tools"]}, {})])
	example.marks(found) == set()
}

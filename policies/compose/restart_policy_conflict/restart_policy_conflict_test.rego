package policies.compose.restart_policy_conflict_test

import data.policies.lib.example
import data.policies.compose.restart_policy_conflict

test_differs if {
	found := restart_policy_conflict.deny with input as example.project([example.service("web", {"restart": "always", "deploy": {"restart_policy": {"condition": "on-failure"}}}, {})])
	example.marks(found) == {"/services/web/restart"}
}

test_agrees if {
	found := restart_policy_conflict.deny with input as example.project([example.service("web", {"restart": "on-failure:5", "deploy": {"restart_policy": {"condition": "on-failure"}}}, {})])
	example.marks(found) == set()
}

test_default_condition if {
	found := restart_policy_conflict.deny with input as example.project([example.service("web", {"restart": "no", "deploy": {"restart_policy": {"delay": "5s"}}}, {})])
	example.marks(found) == {"/services/web/restart"}
}

test_one_only if {
	found := restart_policy_conflict.deny with input as example.project([example.service("web", {"restart": "always", "deploy": {"replicas": 1}}, {}), example.service("api", {}, {})])
	example.marks(found) == set()
}

package policies.compose.update_failure_not_rollback_test

import data.policies.lib.example
import data.policies.compose.update_failure_not_rollback as rule

test_default if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "update_config": {"order": "start-first"}}}, {})])
	example.marks(found) == {"/services/web/deploy/update_config/failure_action"}
}

test_rollback if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "update_config": {"failure_action": "rollback"}}}, {})])
	example.marks(found) == set()
}

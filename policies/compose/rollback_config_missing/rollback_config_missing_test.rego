package policies.compose.rollback_config_missing_test

import data.policies.lib.example
import data.policies.compose.rollback_config_missing as rule

test_missing if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "update_config": {"order": "start-first"}}}, {})])
	example.marks(found) == {"/services/web/deploy/update_config"}
}

test_has if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "update_config": {}, "rollback_config": {}}}, {})])
	example.marks(found) == set()
}

package policies.compose.update_stop_first_single_test

import data.policies.lib.example
import data.policies.compose.update_stop_first_single as rule

test_default if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 1, "update_config": {"parallelism": 1}}}, {})])
	example.marks(found) == {"/services/web/deploy/update_config/order"}
}

test_start_first if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 1, "update_config": {"order": "start-first"}}}, {})])
	example.marks(found) == set()
}

test_two if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "update_config": {}}}, {})])
	example.marks(found) == set()
}

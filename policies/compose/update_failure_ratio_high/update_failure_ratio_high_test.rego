package policies.compose.update_failure_ratio_high_test

import data.policies.lib.example
import data.policies.compose.update_failure_ratio_high as rule

test_high if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "update_config": {"max_failure_ratio": 0.5}}}, {})])
	example.marks(found) == {"/services/web/deploy/update_config/max_failure_ratio"}
}

test_low if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "update_config": {"max_failure_ratio": 0.1}}}, {})])
	example.marks(found) == set()
}

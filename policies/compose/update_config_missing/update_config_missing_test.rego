package policies.compose.update_config_missing_test

import data.policies.lib.example
import data.policies.compose.update_config_missing as rule

test_missing if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "placement": {}}}, {})])
	example.marks(found) == {"/services/web/deploy"}
}

test_has if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "update_config": {"order": "start-first"}}}, {})])
	example.marks(found) == set()
}

test_no_swarm if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2}}, {})])
	example.marks(found) == set()
}

package policies.compose.update_parallelism_unbounded_test

import data.policies.lib.example
import data.policies.compose.update_parallelism_unbounded as rule

test_zero if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "update_config": {"parallelism": 0}}}, {})])
	example.marks(found) == {"/services/web/deploy/update_config/parallelism"}
}

test_all if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "update_config": {"parallelism": 2}}}, {})])
	example.marks(found) == {"/services/web/deploy/update_config/parallelism"}
}

test_one if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "update_config": {"parallelism": 1}}}, {})])
	example.marks(found) == set()
}

test_start_first if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "update_config": {"parallelism": 0, "order": "start-first"}}}, {})])
	example.marks(found) == set()
}

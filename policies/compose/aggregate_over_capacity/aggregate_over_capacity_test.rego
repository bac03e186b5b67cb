package policies.compose.aggregate_over_capacity_test

import data.policies.lib.example
import data.policies.compose.aggregate_over_capacity

test_too_much if {
	found := aggregate_over_capacity.deny with input as example.project([example.service("web", {"deploy": {"replicas": 3}}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 524288000}}})]) with data.params.compose.aggregate_over_capacity.memory_mib as 1024
	example.marks(found) == {"/services"}
}

test_fits if {
	found := aggregate_over_capacity.deny with input as example.project([example.service("web", {}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 524288000}}})]) with data.params.compose.aggregate_over_capacity.memory_mib as 1024
	example.marks(found) == set()
}

test_capacity_not_known if {
	found := aggregate_over_capacity.deny with input as example.project([example.service("web", {"deploy": {"replicas": 300}}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 524288000}}})])
	example.marks(found) == set()
}

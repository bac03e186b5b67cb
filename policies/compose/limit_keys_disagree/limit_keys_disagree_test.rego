package policies.compose.limit_keys_disagree_test

import data.policies.lib.example
import data.policies.compose.limit_keys_disagree

test_memory if {
	found := limit_keys_disagree.deny with input as example.project([example.service("web", {"mem_limit": "536870912", "deploy": {"resources": {"limits": {"memory": "1073741824"}}}}, {})])
	example.marks(found) == {"/services/web/mem_limit"}
}

test_same_in_other_words if {
	found := limit_keys_disagree.deny with input as example.project([example.service("web", {"cpus": 1.5, "deploy": {"resources": {"limits": {"cpus": "1.50"}}}}, {})])
	example.marks(found) == set()
}

test_units if {
	found := limit_keys_disagree.deny with input as example.project([example.service("web", {"mem_limit": "1g", "deploy": {"resources": {"limits": {"memory": "512M"}}}}, {})])
	example.marks(found) == {"/services/web/mem_limit"}
}

test_one_only if {
	found := limit_keys_disagree.deny with input as example.project([example.service("web", {"pids_limit": 5}, {})])
	example.marks(found) == set()
}

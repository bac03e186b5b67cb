package policies.compose.limit_keys_disagree_test

import data.policies.lib.example
import data.policies.compose.limit_keys_disagree

test_memory if {
	found := limit_keys_disagree.deny with input as example.project([example.service("web", {"mem_limit": "536870912", "deploy": {"resources": {"limits": {"memory": "1073741824"}}}}, {})])
	example.marks(found) == {"/services/web/mem_limit"}
}

test_units if {
	found := limit_keys_disagree.deny with input as example.project([example.service("web", {"mem_limit": "1g", "deploy": {"resources": {"limits": {"memory": "512M"}}}}, {})])
	example.marks(found) == {"/services/web/mem_limit"}
}

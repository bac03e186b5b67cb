package policies.compose.memswap_below_mem_test

import data.policies.lib.example
import data.policies.compose.memswap_below_mem

test_below if {
	found := memswap_below_mem.deny with input as example.project([example.service("web", {}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 200}, "memory_swap": {"at": "/services/web/memswap_limit", "value": 100}}})])
	example.marks(found) == {"/services/web/memswap_limit"}
}

test_alone if {
	found := memswap_below_mem.deny with input as example.project([example.service("web", {}, {"limits": {"memory_swap": {"at": "/services/web/memswap_limit", "value": 100}}})])
	example.marks(found) == {"/services/web/memswap_limit"}
}

test_above if {
	found := memswap_below_mem.deny with input as example.project([example.service("web", {}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 200}, "memory_swap": {"at": "/services/web/memswap_limit", "value": 400}}})])
	example.marks(found) == set()
}

test_unlimited if {
	found := memswap_below_mem.deny with input as example.project([example.service("web", {}, {"limits": {"memory_swap": {"at": "/services/web/memswap_limit", "value": -1}}})])
	example.marks(found) == set()
}

package policies.compose.memswap_unbounded_test

import data.policies.lib.example
import data.policies.compose.memswap_unbounded

test_not_written if {
	found := memswap_unbounded.deny with input as example.project([example.service("web", {}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 100}}})])
	example.marks(found) == {"/services/web/memswap_limit"}
}

test_minus_one if {
	found := memswap_unbounded.deny with input as example.project([example.service("web", {}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 100}, "memory_swap": {"at": "/services/web/memswap_limit", "value": -1}}})])
	example.marks(found) == {"/services/web/memswap_limit"}
}

test_bounded if {
	found := memswap_unbounded.deny with input as example.project([example.service("web", {}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 100}, "memory_swap": {"at": "/services/web/memswap_limit", "value": 100}}})])
	example.marks(found) == set()
}

test_nothing_limited if {
	found := memswap_unbounded.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

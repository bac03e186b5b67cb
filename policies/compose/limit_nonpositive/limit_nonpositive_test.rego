package policies.compose.limit_nonpositive_test

import data.policies.lib.example
import data.policies.compose.limit_nonpositive

test_zero_memory if {
	found := limit_nonpositive.deny with input as example.project([example.service("web", {"mem_limit": "0"}, {})])
	example.marks(found) == {"/services/web/mem_limit"}
}

test_negative_pids if {
	found := limit_nonpositive.deny with input as example.project([example.service("web", {"pids_limit": -1}, {})])
	example.marks(found) == {"/services/web/pids_limit"}
}

test_below_deploy if {
	found := limit_nonpositive.deny with input as example.project([example.service("web", {"deploy": {"resources": {"limits": {"cpus": 0, "pids": -1}}}}, {})])
	example.marks(found) == {"/services/web/deploy/resources/limits/cpus", "/services/web/deploy/resources/limits/pids"}
}

test_positive if {
	found := limit_nonpositive.deny with input as example.project([example.service("web", {"mem_limit": "536870912"}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 536870912}}})])
	example.marks(found) == set()
}

test_not_written if {
	found := limit_nonpositive.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

package policies.compose.cpuset_invalid_or_pinned_test

import data.policies.lib.example
import data.policies.compose.cpuset_invalid_or_pinned

test_too_few if {
	found := cpuset_invalid_or_pinned.deny with input as example.project([example.service("web", {"cpuset": "0,2-3"}, {"limits": {"cpus": {"at": "/services/web/cpus", "value": 4}}})])
	example.marks(found) == {"/services/web/cpuset"}
}

test_enough if {
	found := cpuset_invalid_or_pinned.deny with input as example.project([example.service("web", {"cpuset": "0-3"}, {"limits": {"cpus": {"at": "/services/web/cpus", "value": 4}}})])
	example.marks(found) == set()
}

test_no_limit if {
	found := cpuset_invalid_or_pinned.deny with input as example.project([example.service("web", {"cpuset": "0"}, {})])
	example.marks(found) == set()
}

test_not_pinned if {
	found := cpuset_invalid_or_pinned.deny with input as example.project([example.service("web", {}, {"limits": {"cpus": {"at": "/services/web/cpus", "value": 4}}})])
	example.marks(found) == set()
}

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

_refused(set, variables) := found if {
	result := cpuset_invalid_or_pinned.deny with input as example.project_with([example.service("web", {"cpuset": set}, {})], {"variables": variables})
	found := example.marks(result)
}

test_refused if {
	every set in ["3-1", "a", "0-", "0, 1"] {
		_refused(set, []) == {"/services/web/cpuset"}
	}
	_refused("0-3,5", []) == set()
}

test_unknown_is_passed_over if _refused("0-", [{"at": "/variables/0", "state": "unset", "used_at": "/services/web/cpuset"}]) == set()

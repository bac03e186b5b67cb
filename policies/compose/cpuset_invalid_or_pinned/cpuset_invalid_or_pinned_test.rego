package policies.compose.cpuset_invalid_or_pinned_test

import data.policies.lib.example
import data.policies.compose.cpuset_invalid_or_pinned

_refused(set, variables) := found if {
	result := cpuset_invalid_or_pinned.deny with input as example.project_with([example.service("web", {"cpuset": set}, {})], {"variables": variables})
	found := example.marks(result)
}

test_unknown_is_passed_over if _refused("0-", [{"at": "/variables/0", "state": "unset", "used_at": "/services/web/cpuset"}]) == set()

package policies.compose.cgroup_host_or_custom_parent_test

import data.policies.lib.example
import data.policies.compose.cgroup_host_or_custom_parent

test_host if {
	found := cgroup_host_or_custom_parent.deny with input as example.project([example.service("web", {"cgroup": "host"}, {})])
	example.marks(found) == {"/services/web/cgroup"}
}

test_parent if {
	found := cgroup_host_or_custom_parent.deny with input as example.project([example.service("web", {"cgroup_parent": "batch"}, {})])
	example.marks(found) == {"/services/web/cgroup_parent"}
}

test_private if {
	found := cgroup_host_or_custom_parent.deny with input as example.project([example.service("web", {"cgroup": "private"}, {})])
	example.marks(found) == set()
}

test_not_written if {
	found := cgroup_host_or_custom_parent.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

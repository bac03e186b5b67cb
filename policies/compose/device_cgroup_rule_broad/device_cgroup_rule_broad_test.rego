package policies.compose.device_cgroup_rule_broad_test

import data.policies.lib.example
import data.policies.compose.device_cgroup_rule_broad

test_everything if {
	found := device_cgroup_rule_broad.deny with input as example.project([example.service("web", {"device_cgroup_rules": ["c 188:* rmw", "a *:* rwm"]}, {})])
	example.marks(found) == {"/services/web/device_cgroup_rules/1"}
}

test_disks if {
	found := device_cgroup_rule_broad.deny with input as example.project([example.service("web", {"device_cgroup_rules": ["b 8:* rw"]}, {})])
	example.marks(found) == {"/services/web/device_cgroup_rules/0"}
}

test_no_way_to_make_a_node if {
	found := device_cgroup_rule_broad.deny with input as example.project([example.service("web", {"device_cgroup_rules": ["a *:* rwm"]}, {"capabilities": {"drops_all": true}})])
	example.marks(found) == set()
}

test_given_back if {
	found := device_cgroup_rule_broad.deny with input as example.project([example.service("web", {"device_cgroup_rules": ["a *:* rwm"]}, {"capabilities": {"drops_all": true, "add": [{"at": "/x", "name": "MKNOD"}]}})])
	example.marks(found) == {"/services/web/device_cgroup_rules/0"}
}

test_narrow if {
	found := device_cgroup_rule_broad.deny with input as example.project([example.service("web", {"device_cgroup_rules": ["c 188:* rmw", "c 189:0 r"]}, {})])
	example.marks(found) == set()
}

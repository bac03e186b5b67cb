package policies.compose.service_root_group_test

import data.policies.lib.example
import data.policies.compose.service_root_group

test_group_zero if {
	found := service_root_group.deny with input as example.project([example.service("web", {"user": "1000:0"}, {"user": {"at": "/services/web/user", "text": "1000:0", "uid": 1000, "gid": 0, "root": false, "source": "compose"}})])
	example.marks(found) == {"/services/web/user"}
}

test_root_anyway if {
	found := service_root_group.deny with input as example.project([example.service("web", {"user": "0:0"}, {"user": {"at": "/services/web/user", "text": "0:0", "uid": 0, "gid": 0, "root": true, "source": "compose"}})])
	example.marks(found) == set()
}

test_docker_group if {
	found := service_root_group.deny with input as example.project([example.service("web", {"group_add": ["audio", "docker"]}, {})])
	example.marks(found) == {"/services/web/group_add/1"}
}

test_group_by_number if {
	found := service_root_group.deny with input as example.project([example.service("web", {"group_add": [0]}, {})])
	example.marks(found) == {"/services/web/group_add/0"}
}

test_harmless_groups if {
	found := service_root_group.deny with input as example.project([example.service("web", {"group_add": ["audio", 1000]}, {})])
	example.marks(found) == set()
}

test_a_wrong_value_hides_nothing_of_others if {
	found := service_root_group.deny with input as example.project([example.service("wrong0", {"group_add": null}, {}), example.service("wrong1", {"group_add": "x"}, {}), example.service("wrong2", {"group_add": -1}, {}), example.service("wrong3", {"group_add": true}, {}), example.service("web", {"group_add": ["docker"]}, {})])
	example.marks(found) == {"/services/web/group_add/0"}
}

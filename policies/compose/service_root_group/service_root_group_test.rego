package policies.compose.service_root_group_test

import data.policies.lib.example
import data.policies.compose.service_root_group

test_a_wrong_value_hides_nothing_of_others if {
	found := service_root_group.deny with input as example.project([example.service("wrong0", {"group_add": null}, {}), example.service("wrong1", {"group_add": "x"}, {}), example.service("wrong2", {"group_add": -1}, {}), example.service("wrong3", {"group_add": true}, {}), example.service("web", {"group_add": ["docker"]}, {})])
	example.marks(found) == {"/services/web/group_add/0"}
}

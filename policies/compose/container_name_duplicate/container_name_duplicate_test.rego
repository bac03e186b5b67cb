package policies.compose.container_name_duplicate_test

import data.policies.lib.example
import data.policies.compose.container_name_duplicate

test_same if {
	found := container_name_duplicate.deny with input as example.project([example.service("a", {"container_name": "x"}, {}), example.service("b", {"container_name": "x"}, {})])
	example.marks(found) == {"/services/b/container_name"}
}

test_own if {
	found := container_name_duplicate.deny with input as example.project([example.service("a", {"container_name": "x"}, {}), example.service("b", {"container_name": "y"}, {}), example.service("c", {}, {})])
	example.marks(found) == set()
}

test_variants if {
	found := container_name_duplicate.deny with input as example.project([example.service("a", {"container_name": "x"}, {}), object.union(example.service("b", {"container_name": "x", "profiles": ["gpu"]}, {}), {"active": false})])
	example.marks(found) == set()
}

package policies.compose.container_name_fixed_test

import data.policies.lib.example
import data.policies.compose.container_name_fixed

test_fixed if {
	found := container_name_fixed.deny with input as example.project([example.service("a", {"container_name": "x"}, {})])
	example.marks(found) == {"/services/a/container_name"}
}

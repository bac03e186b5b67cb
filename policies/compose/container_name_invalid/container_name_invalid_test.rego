package policies.compose.container_name_invalid_test

import data.policies.lib.example
import data.policies.compose.container_name_invalid

test_space if {
	found := container_name_invalid.deny with input as example.project([example.service("a", {"container_name": "my web"}, {}), example.service("b", {"container_name": "-x"}, {}), example.service("c", {"container_name": "a"}, {})])
	example.marks(found) == {"/services/a/container_name", "/services/b/container_name", "/services/c/container_name"}
}

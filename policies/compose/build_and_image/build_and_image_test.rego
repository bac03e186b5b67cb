package policies.compose.build_and_image_test

import data.policies.lib.example
import data.policies.compose.build_and_image

test_both if {
	found := build_and_image.deny with input as example.project([example.service("a", {"build": {"context": "."}, "image": "x"}, {})])
	example.marks(found) == {"/services/a/image"}
}

test_said if {
	found := build_and_image.deny with input as example.project([example.service("a", {"build": {"context": "."}, "image": "x", "pull_policy": "build"}, {})])
	example.marks(found) == set()
}

test_one if {
	found := build_and_image.deny with input as example.project([example.service("a", {"build": {"context": "."}}, {}), example.service("b", {"image": "x"}, {})])
	example.marks(found) == set()
}

package policies.compose.lifecycle_hook_privileged_test

import data.policies.lib.example
import data.policies.compose.lifecycle_hook_privileged

test_privileged if {
	found := lifecycle_hook_privileged.deny with input as example.project([example.service("web", {"post_start": [{"command": ["x"]}, {"command": ["y"], "privileged": true}]}, {})])
	example.marks(found) == {"/services/web/post_start/1/privileged"}
}

test_root_in_an_unprivileged_container if {
	found := lifecycle_hook_privileged.deny with input as example.project([example.service("web", {"pre_stop": [{"command": ["x"], "user": "0:0"}]}, {"user": {"root": false}})])
	example.marks(found) == {"/services/web/pre_stop/0/user"}
}

test_root_as_the_service if {
	found := lifecycle_hook_privileged.deny with input as example.project([example.service("web", {"pre_stop": [{"command": ["x"], "user": "root"}]}, {})])
	example.marks(found) == set()
}

test_own_user if {
	found := lifecycle_hook_privileged.deny with input as example.project([example.service("web", {"post_start": [{"command": ["x"], "user": "1000", "privileged": false}]}, {"user": {"root": false}})])
	example.marks(found) == set()
}

_hook_image(image) := found if {
	result := lifecycle_hook_privileged.deny with input as example.project([example.service("web", {"pre_start": [{"command": ["/x"], "image": image}]}, {})])
	found := example.marks(result)
}

test_image_of_a_hook if {
	every image in ["tool", "example.org:5000/tool", "example.org/tool:latest"] {
		_hook_image(image) == {"/services/web/pre_start/0/image"}
	}
	every image in ["tool:1", "example.org/tool@sha256:0123", "tool:1@sha256:0123"] {
		_hook_image(image) == set()
	}
}

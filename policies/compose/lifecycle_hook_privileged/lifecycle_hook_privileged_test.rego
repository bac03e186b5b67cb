package policies.compose.lifecycle_hook_privileged_test

import data.policies.lib.example
import data.policies.compose.lifecycle_hook_privileged

test_root_in_an_unprivileged_container if {
	found := lifecycle_hook_privileged.deny with input as example.project([example.service("web", {"pre_stop": [{"command": ["x"], "user": "0:0"}]}, {"user": {"root": false}})])
	example.marks(found) == {"/services/web/pre_stop/0/user"}
}

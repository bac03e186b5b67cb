package policies.compose.runtime_not_allowed_test

import data.policies.lib.example
import data.policies.compose.runtime_not_allowed

test_unusual if {
	found := runtime_not_allowed.deny with input as example.project([example.service("web", {"runtime": "sysbox-runc"}, {})])
	example.marks(found) == {"/services/web/runtime"}
}

test_usual if {
	found := runtime_not_allowed.deny with input as example.project([example.service("web", {"runtime": "runsc"}, {})])
	example.marks(found) == set()
}

test_not_written if {
	found := runtime_not_allowed.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

package policies.compose.pid_host_test

import data.policies.lib.example
import data.policies.compose.pid_host

test_shared if {
	found := pid_host.deny with input as example.project([example.service("web", {"pid": "host"}, {})])
	example.marks(found) == {"/services/web/pid"}
}

test_not_written if {
	found := pid_host.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

test_other_value if {
	found := pid_host.deny with input as example.project([example.service("web", {"pid": "private"}, {})])
	example.marks(found) == set()
}

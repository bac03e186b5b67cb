package policies.compose.ipc_host_test

import data.policies.lib.example
import data.policies.compose.ipc_host

test_shared if {
	found := ipc_host.deny with input as example.project([example.service("web", {"ipc": "host"}, {})])
	example.marks(found) == {"/services/web/ipc"}
}

test_not_written if {
	found := ipc_host.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

test_other_value if {
	found := ipc_host.deny with input as example.project([example.service("web", {"ipc": "private"}, {})])
	example.marks(found) == set()
}

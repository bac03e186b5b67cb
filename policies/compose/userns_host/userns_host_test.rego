package policies.compose.userns_host_test

import data.policies.lib.example
import data.policies.compose.userns_host

test_shared if {
	found := userns_host.deny with input as example.project([example.service("web", {"userns_mode": "host"}, {})])
	example.marks(found) == {"/services/web/userns_mode"}
}

test_not_written if {
	found := userns_host.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

test_other_value if {
	found := userns_host.deny with input as example.project([example.service("web", {"userns_mode": "private"}, {})])
	example.marks(found) == set()
}

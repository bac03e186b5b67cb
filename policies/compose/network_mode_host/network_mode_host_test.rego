package policies.compose.network_mode_host_test

import data.policies.lib.example
import data.policies.compose.network_mode_host

test_shared if {
	found := network_mode_host.deny with input as example.project([example.service("web", {"network_mode": "host"}, {})])
	example.marks(found) == {"/services/web/network_mode"}
}

test_not_written if {
	found := network_mode_host.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

test_other_value if {
	found := network_mode_host.deny with input as example.project([example.service("web", {"network_mode": "private"}, {})])
	example.marks(found) == set()
}

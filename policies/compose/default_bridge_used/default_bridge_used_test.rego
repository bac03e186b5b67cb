package policies.compose.default_bridge_used_test

import data.policies.lib.example
import data.policies.compose.default_bridge_used

test_bridge if {
	found := default_bridge_used.deny with input as example.project([example.service("web", {"network_mode": "bridge"}, {})])
	example.marks(found) == {"/services/web/network_mode"}
}

test_none if {
	found := default_bridge_used.deny with input as example.project([example.service("web", {"network_mode": "none"}, {}), example.service("api", {}, {})])
	example.marks(found) == set()
}

package policies.compose.device_any_test

import data.policies.lib.example
import data.policies.compose.device_any

test_device if {
	found := device_any.deny with input as example.project([example.service("web", {"devices": [{"source": "/dev/net/tun"}]}, {})])
	example.marks(found) == {"/services/web/devices/0"}
}

test_graphics_cards if {
	found := device_any.deny with input as example.project([example.service("web", {"gpus": [{"count": -1}]}, {})])
	example.marks(found) == {"/services/web/gpus"}
}

test_allowed if {
	found := device_any.deny with input as example.project([example.service("web", {"devices": [{"source": "/dev/dri"}], "gpus": [{"count": 1}]}, {})]) with data.params.compose.device_any.allow as ["/dev/dri", "gpus"]
	example.marks(found) == set()
}

test_none if {
	found := device_any.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

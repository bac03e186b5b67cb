package policies.compose.gpu_unbounded_test

import data.policies.lib.example
import data.policies.compose.gpu_unbounded

test_all if {
	found := gpu_unbounded.deny with input as example.project([example.service("web", {"gpus": [{"count": -1}]}, {})])
	example.marks(found) == {"/services/web/gpus/0/count"}
}

test_word if {
	found := gpu_unbounded.deny with input as example.project([example.service("web", {"gpus": "all"}, {})])
	example.marks(found) == {"/services/web/gpus"}
}

test_reserved if {
	found := gpu_unbounded.deny with input as example.project([example.service("web", {"deploy": {"resources": {"reservations": {"devices": [{"driver": "nvidia", "count": 1}, {"driver": "nvidia", "capabilities": ["gpu"]}]}}}}, {})])
	example.marks(found) == {"/services/web/deploy/resources/reservations/devices/1/count"}
}

test_bounded if {
	found := gpu_unbounded.deny with input as example.project([example.service("web", {"gpus": [{"count": 1}, {"device_ids": ["0"]}]}, {}), example.service("api", {}, {})])
	example.marks(found) == set()
}

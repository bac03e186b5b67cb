package policies.compose.gpu_unbounded_test

import data.policies.lib.example
import data.policies.compose.gpu_unbounded

test_reserved if {
	found := gpu_unbounded.deny with input as example.project([example.service("web", {"deploy": {"resources": {"reservations": {"devices": [{"driver": "nvidia", "count": 1}, {"driver": "nvidia", "capabilities": ["gpu"]}]}}}}, {})])
	example.marks(found) == {"/services/web/deploy/resources/reservations/devices/1/count"}
}

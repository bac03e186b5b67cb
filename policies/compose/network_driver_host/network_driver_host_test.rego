package policies.compose.network_driver_host_test

import data.policies.lib.example
import data.policies.compose.network_driver_host

test_host if {
	found := network_driver_host.deny with input as example.project_with([], {"networks": {"n": {"at": "/networks/n", "key": "n", "facts": {"used_by": [], "external": true, "declared": true, "host_path": null}, "name": "host"}}})
	example.marks(found) == {"/networks/n/name"}
}

test_bridge if {
	found := network_driver_host.deny with input as example.project_with([], {"networks": {"n": {"at": "/networks/n", "key": "n", "facts": {"used_by": [], "external": true, "declared": true, "host_path": null}, "name": "bridge"}}})
	example.marks(found) == {"/networks/n/name"}
}

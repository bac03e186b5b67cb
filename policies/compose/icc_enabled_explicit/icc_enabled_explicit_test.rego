package policies.compose.icc_enabled_explicit_test

import data.policies.lib.example
import data.policies.compose.icc_enabled_explicit

test_enabled if {
	found := icc_enabled_explicit.deny with input as example.project_with([], {"networks": {"n": {"at": "/networks/n", "key": "n", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}, "driver_opts": {"com.docker.network.bridge.enable_icc": "true"}}}})
	example.marks(found) == {"/networks/n/driver_opts/com.docker.network.bridge.enable_icc"}
}

test_disabled if {
	found := icc_enabled_explicit.deny with input as example.project_with([], {"networks": {"n": {"at": "/networks/n", "key": "n", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}, "driver_opts": {"com.docker.network.bridge.enable_icc": "false"}}, "m": {"at": "/networks/m", "key": "m", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}}}})
	example.marks(found) == set()
}

test_a_wrong_value_hides_nothing_of_others if {
	found := icc_enabled_explicit.deny with input as example.project_with([], {"networks": {"w0": {"at": "/networks/w0", "key": "w0", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}, "driver_opts": null}, "w1": {"at": "/networks/w1", "key": "w1", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}, "driver_opts": "x"}, "w2": {"at": "/networks/w2", "key": "w2", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}, "driver_opts": -1}, "w3": {"at": "/networks/w3", "key": "w3", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}, "driver_opts": true}, "w4": {"at": "/networks/w4", "key": "w4", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}, "driver_opts": []}, "n": {"at": "/networks/n", "key": "n", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}, "driver_opts": {"com.docker.network.bridge.enable_icc": "true"}}}})
	example.marks(found) == {"/networks/n/driver_opts/com.docker.network.bridge.enable_icc"}
}

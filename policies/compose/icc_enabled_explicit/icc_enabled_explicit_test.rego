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

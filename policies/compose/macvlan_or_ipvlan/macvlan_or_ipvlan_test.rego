package policies.compose.macvlan_or_ipvlan_test

import data.policies.lib.example
import data.policies.compose.macvlan_or_ipvlan

test_macvlan if {
	found := macvlan_or_ipvlan.deny with input as example.project_with([], {"networks": {"n": {"at": "/networks/n", "key": "n", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}, "driver": "macvlan"}}})
	example.marks(found) == {"/networks/n/driver"}
}

test_bridge if {
	found := macvlan_or_ipvlan.deny with input as example.project_with([], {"networks": {"n": {"at": "/networks/n", "key": "n", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}, "driver": "bridge"}, "m": {"at": "/networks/m", "key": "m", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}}}})
	example.marks(found) == set()
}

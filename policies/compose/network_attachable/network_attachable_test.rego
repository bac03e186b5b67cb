package policies.compose.network_attachable_test

import data.policies.lib.example
import data.policies.compose.network_attachable

test_attachable if {
	found := network_attachable.deny with input as example.project_with([], {"networks": {"n": {"at": "/networks/n", "key": "n", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}, "attachable": true}}})
	example.marks(found) == {"/networks/n/attachable"}
}

test_not if {
	found := network_attachable.deny with input as example.project_with([], {"networks": {"n": {"at": "/networks/n", "key": "n", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}, "attachable": false}, "m": {"at": "/networks/m", "key": "m", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}}}})
	example.marks(found) == set()
}

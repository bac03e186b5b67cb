package policies.compose.overlay_unencrypted_test

import data.policies.lib.example
import data.policies.compose.overlay_unencrypted

test_plain if {
	found := overlay_unencrypted.deny with input as example.project_with([], {"networks": {"n": {"at": "/networks/n", "key": "n", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}, "driver": "overlay"}}})
	example.marks(found) == {"/networks/n/driver_opts/encrypted"}
}

test_encrypted if {
	found := overlay_unencrypted.deny with input as example.project_with([], {"networks": {"n": {"at": "/networks/n", "key": "n", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}, "driver": "overlay", "driver_opts": {"encrypted": ""}}, "m": {"at": "/networks/m", "key": "m", "facts": {"used_by": [], "external": false, "declared": true, "host_path": null}, "driver": "bridge"}}})
	example.marks(found) == set()
}

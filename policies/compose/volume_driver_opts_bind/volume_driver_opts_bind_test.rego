package policies.compose.volume_driver_opts_bind_test

import data.policies.lib.example
import data.policies.compose.volume_driver_opts_bind

test_bind if {
	found := volume_driver_opts_bind.deny with input as example.project_with([], {"volumes": {"data": {"at": "/volumes/data", "key": "data", "facts": {"host_path": "/srv/data"}}}})
	example.marks(found) == {"/volumes/data/driver_opts/device"}
}

test_volume if {
	found := volume_driver_opts_bind.deny with input as example.project_with([], {"volumes": {"data": {"at": "/volumes/data", "key": "data", "facts": {"host_path": null}}}})
	example.marks(found) == set()
}

package policies.compose.host_root_mounted_test

import data.policies.lib.example
import data.policies.compose.host_root_mounted

test_volume_in_disguise if {
	found := host_root_mounted.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"kind": "volume", "source": "all", "host_path": "/", "target": "/rootfs"})]})])
	example.marks(found) == {"/services/web/volumes/0"}
}

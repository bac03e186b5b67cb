package policies.compose.bind_mount_writable_test

import data.policies.lib.example
import data.policies.compose.bind_mount_writable

test_writable if {
	found := bind_mount_writable.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "conf"})]})])
	example.marks(found) == {"/services/web/volumes/0"}
}

test_read_only if {
	found := bind_mount_writable.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "conf", "read_only": true})]})])
	example.marks(found) == set()
}

test_volume if {
	found := bind_mount_writable.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"kind": "volume", "source": "data"})]})])
	example.marks(found) == set()
}

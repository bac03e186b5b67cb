package policies.compose.tmpfs_no_size_test

import data.policies.lib.example
import data.policies.compose.tmpfs_no_size

test_short if {
	found := tmpfs_no_size.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/tmpfs/0", {"from": "tmpfs", "kind": "tmpfs", "target": "/tmp", "options": ["noexec"]})]})])
	example.marks(found) == {"/services/web/tmpfs/0"}
}

test_sized if {
	found := tmpfs_no_size.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/tmpfs/0", {"from": "tmpfs", "kind": "tmpfs", "target": "/tmp", "options": ["size=64m"]})]})])
	example.marks(found) == set()
}

test_long if {
	found := tmpfs_no_size.deny with input as example.project([example.service("web", {"volumes": [{"type": "tmpfs", "target": "/a"}, {"type": "tmpfs", "target": "/b", "tmpfs": {"size": "1048576"}}]}, {"mounts": [example.mount("/services/web/volumes/0", {"kind": "tmpfs", "target": "/a"}), example.mount("/services/web/volumes/1", {"kind": "tmpfs", "target": "/b"})]})])
	example.marks(found) == {"/services/web/volumes/0"}
}

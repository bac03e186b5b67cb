package policies.compose.volume_shared_rw_test

import data.policies.lib.example
import data.policies.compose.volume_shared_rw

test_volume if {
	found := volume_shared_rw.deny with input as example.project([example.service("a", {}, {"mounts": [example.mount("/services/a/volumes/0", {"kind": "volume", "source": "data"})]}), example.service("b", {}, {"mounts": [example.mount("/services/b/volumes/0", {"kind": "volume", "source": "data"})]})])
	example.marks(found) == {"/services/a/volumes/0", "/services/b/volumes/0"}
}

test_bind if {
	found := volume_shared_rw.deny with input as example.project([example.service("a", {}, {"mounts": [example.mount("/services/a/volumes/0", {"host_path": "logic"})]}), example.service("b", {}, {"mounts": [example.mount("/services/b/volumes/0", {"host_path": "logic"})]})])
	example.marks(found) == {"/services/a/volumes/0", "/services/b/volumes/0"}
}

test_one_only_reads if {
	found := volume_shared_rw.deny with input as example.project([example.service("a", {}, {"mounts": [example.mount("/services/a/volumes/0", {"host_path": "logic"})]}), example.service("b", {}, {"mounts": [example.mount("/services/b/volumes/0", {"host_path": "logic", "read_only": true})]})])
	example.marks(found) == set()
}

test_own_files if {
	found := volume_shared_rw.deny with input as example.project([example.service("a", {}, {"mounts": [example.mount("/services/a/volumes/0", {"host_path": "x"}), example.mount("/services/a/volumes/1", {"host_path": "x"})]}), example.service("b", {}, {"mounts": [example.mount("/services/b/volumes/0", {"kind": "volume"})]})])
	example.marks(found) == set()
}

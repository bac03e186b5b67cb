package policies.compose.anonymous_volume_test

import data.policies.lib.example
import data.policies.compose.anonymous_volume

test_anonymous if {
	found := anonymous_volume.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"kind": "volume", "target": "/var/lib/data"})]})])
	example.marks(found) == {"/services/web/volumes/0"}
}

test_named if {
	found := anonymous_volume.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"kind": "volume", "source": "data", "target": "/d"})]})])
	example.marks(found) == set()
}

test_mask if {
	found := anonymous_volume.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": ".", "target": "/app"}), example.mount("/services/web/volumes/1", {"kind": "volume", "target": "/app/node_modules"})]})])
	example.marks(found) == set()
}

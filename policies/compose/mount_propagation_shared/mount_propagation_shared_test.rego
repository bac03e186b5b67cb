package policies.compose.mount_propagation_shared_test

import data.policies.lib.example
import data.policies.compose.mount_propagation_shared

test_shared if {
	found := mount_propagation_shared.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/data", "propagation": "shared"}), example.mount("/services/web/volumes/1", {"host_path": "/x", "propagation": "rshared"})]})])
	example.marks(found) == {"/services/web/volumes/0", "/services/web/volumes/1"}
}

package policies.compose.replicas_share_rw_volume_test

import data.policies.lib.example
import data.policies.compose.replicas_share_rw_volume as rule

test_two if {
	found := rule.deny with input as example.project([example.service("db", {"scale": 2}, {"base_image": example.image("/services/db/image", "library/postgres", {}), "mounts": [example.mount("/services/db/volumes/0", {"kind": "volume", "source": "data"})]})])
	example.marks(found) == {"/services/db/volumes/0"}
}

test_one if {
	found := rule.deny with input as example.project([example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {}), "mounts": [example.mount("/services/db/volumes/0", {"kind": "volume", "source": "data"})]})])
	example.marks(found) == set()
}

test_no_datastore if {
	found := rule.deny with input as example.project([example.service("web", {"scale": 2}, {"base_image": example.image("/services/web/image", "library/nginx", {}), "mounts": [example.mount("/services/web/volumes/0", {"kind": "volume", "source": "data"})]})])
	example.marks(found) == set()
}

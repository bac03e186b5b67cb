package policies.compose.stateful_data_path_mismatch_test

import data.policies.lib.example
import data.policies.compose.stateful_data_path_mismatch as rule

test_old_path if {
	found := rule.deny with input as example.project([example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "18.1"}), "mounts": [example.mount("/services/db/volumes/0", {"kind": "volume", "source": "data", "target": "/var/lib/postgresql/data"})]})])
	example.marks(found) == {"/services/db/volumes/0"}
}

test_of_another if {
	found := rule.deny with input as example.project([example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "17"}), "mounts": [example.mount("/services/db/volumes/0", {"kind": "volume", "source": "data", "target": "/var/lib/mysql"})]})])
	example.marks(found) == {"/services/db/volumes/0"}
}

test_right if {
	found := rule.deny with input as example.project([example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "18.1"}), "mounts": [example.mount("/services/db/volumes/0", {"kind": "volume", "source": "data", "target": "/var/lib/postgresql"})]})])
	example.marks(found) == set()
}

test_before if {
	found := rule.deny with input as example.project([example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "17"}), "mounts": [example.mount("/services/db/volumes/0", {"kind": "volume", "source": "data", "target": "/var/lib/postgresql/data"})]})])
	example.marks(found) == set()
}

test_above if {
	found := rule.deny with input as example.project([example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "17"}), "mounts": [example.mount("/services/db/volumes/0", {"kind": "volume", "source": "data", "target": "/var/lib/postgresql"})]})])
	example.marks(found) == set()
}

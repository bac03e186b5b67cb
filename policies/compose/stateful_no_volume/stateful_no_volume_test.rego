package policies.compose.stateful_no_volume_test

import data.policies.lib.example
import data.policies.compose.stateful_no_volume as rule

test_none if {
	found := rule.deny with input as example.project([example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "17"}), "mounts": []})])
	example.marks(found) == {"/services/db/volumes"}
}

test_volume if {
	found := rule.deny with input as example.project([example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "17"}), "mounts": [example.mount("/services/db/volumes/0", {"kind": "volume", "source": "data", "target": "/var/lib/postgresql/data"})]})])
	example.marks(found) == set()
}

test_bind if {
	found := rule.deny with input as example.project([example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "17"}), "mounts": [example.mount("/services/db/volumes/0", {"kind": "bind", "source": "data", "target": "/var/lib/postgresql"})]})])
	example.marks(found) == set()
}

test_no_datastore if {
	found := rule.deny with input as example.project([example.service("db", {}, {"base_image": example.image("/services/db/image", "library/nginx", {"tag": "1"}), "mounts": []})])
	example.marks(found) == set()
}

test_source_unset if {
	found := rule.deny with input as example.project_with([example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "17"})})], {"compose_files": [{"services": [{"key": "db", "volumes": [{"text": "${DATA}:/var/lib/postgresql/data"}]}]}]})
	example.marks(found) == set()
}

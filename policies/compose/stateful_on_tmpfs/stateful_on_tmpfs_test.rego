package policies.compose.stateful_on_tmpfs_test

import data.policies.lib.example
import data.policies.compose.stateful_on_tmpfs as rule

test_tests if {
	found := rule.deny with input as example.project_with([example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "17"}), "mounts": [example.mount("/services/db/volumes/0", {"kind": "tmpfs", "source": "data", "target": "/var/lib/postgresql/data"})]})], {"files": ["compose.test.yaml"]})
	example.marks(found) == set()
}

package policies.compose.read_only_rootfs_missing_test

import data.policies.lib.example
import data.policies.compose.read_only_rootfs_missing

test_missing if {
	found := read_only_rootfs_missing.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == {"/services/web/read_only"}
}

test_false if {
	found := read_only_rootfs_missing.deny with input as example.project([example.service("web", {"read_only": false}, {})])
	example.marks(found) == {"/services/web/read_only"}
}

test_set if {
	found := read_only_rootfs_missing.deny with input as example.project([example.service("web", {"read_only": true}, {"hardening": {"read_only": true}})])
	example.marks(found) == set()
}

test_a_provider_runs_no_container if {
	found := read_only_rootfs_missing.deny with input as example.project([example.service("db", {"provider": {"type": "model"}}, {})])
	example.marks(found) == set()
}

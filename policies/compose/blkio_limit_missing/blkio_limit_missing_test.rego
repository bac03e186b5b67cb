package policies.compose.blkio_limit_missing_test

import data.policies.lib.example
import data.policies.compose.blkio_limit_missing

test_missing if {
	found := blkio_limit_missing.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == {"/services/web/blkio_config"}
}

test_set if {
	found := blkio_limit_missing.deny with input as example.project([example.service("web", {"blkio_config": {"weight": 300}}, {})])
	example.marks(found) == set()
}

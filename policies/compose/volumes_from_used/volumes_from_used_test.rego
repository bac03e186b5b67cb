package policies.compose.volumes_from_used_test

import data.policies.lib.example
import data.policies.compose.volumes_from_used

test_service if {
	found := volumes_from_used.deny with input as example.project([example.service("web", {"volumes_from": ["db", "files:ro"]}, {})])
	example.marks(found) == {"/services/web/volumes_from/0", "/services/web/volumes_from/1"}
}

test_none if {
	found := volumes_from_used.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

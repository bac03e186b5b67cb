package policies.compose.cap_contradiction_test

import data.policies.lib.example
import data.policies.compose.cap_contradiction

test_same_capability if {
	found := cap_contradiction.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "CHOWN"}, {"at": "/services/web/cap_add/1", "name": "NET_RAW"}], "drop": [{"at": "/services/web/cap_drop/0", "name": "NET_RAW"}], "drops_all": false}})])
	example.marks(found) == {"/services/web/cap_add/1"}
}

test_all_and_all if {
	found := cap_contradiction.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "ALL"}], "drop": [{"at": "/services/web/cap_drop/0", "name": "ALL"}], "drops_all": true}})])
	example.marks(found) == {"/services/web/cap_add/0"}
}

test_drop_all_add_some if {
	found := cap_contradiction.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "CHOWN"}], "drop": [{"at": "/services/web/cap_drop/0", "name": "ALL"}], "drops_all": true}})])
	example.marks(found) == set()
}

package policies.compose.cap_add_without_drop_test

import data.policies.lib.example
import data.policies.compose.cap_add_without_drop

test_without_drop if {
	found := cap_add_without_drop.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "CHOWN"}], "drop": [], "drops_all": false}})])
	example.marks(found) == {"/services/web/cap_add"}
}

test_with_drop if {
	found := cap_add_without_drop.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "CHOWN"}], "drop": [{"at": "/services/web/cap_drop/0", "name": "ALL"}], "drops_all": true}})])
	example.marks(found) == set()
}

test_all_added_anyway if {
	found := cap_add_without_drop.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "ALL"}], "drop": [], "drops_all": false}})])
	example.marks(found) == set()
}

test_nothing_added if {
	found := cap_add_without_drop.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

package policies.compose.cap_add_not_allowed_test

import data.policies.lib.example
import data.policies.compose.cap_add_not_allowed

test_outside if {
	found := cap_add_not_allowed.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "CHOWN"}, {"at": "/services/web/cap_add/1", "name": "NET_RAW"}], "drop": [], "drops_all": false}})])
	example.marks(found) == {"/services/web/cap_add/1"}
}

test_inside if {
	found := cap_add_not_allowed.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "CHOWN"}, {"at": "/services/web/cap_add/1", "name": "SETUID"}], "drop": [], "drops_all": false}})])
	example.marks(found) == set()
}

test_list_of_the_organisation if {
	found := cap_add_not_allowed.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "CHOWN"}, {"at": "/services/web/cap_add/1", "name": "NET_RAW"}], "drop": [], "drops_all": false}})]) with data.params.compose.cap_add_not_allowed.allow as ["NET_RAW"]
	example.marks(found) == {"/services/web/cap_add/0"}
}

package policies.compose.cap_add_host_takeover_test

import data.policies.lib.example
import data.policies.compose.cap_add_host_takeover

test_sys_admin if {
	found := cap_add_host_takeover.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "NET_ADMIN"}, {"at": "/services/web/cap_add/1", "name": "SYS_ADMIN"}], "drop": [], "drops_all": false}})])
	example.marks(found) == {"/services/web/cap_add/1"}
}

test_all if {
	found := cap_add_host_takeover.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "ALL"}], "drop": [], "drops_all": false}})])
	example.marks(found) == {"/services/web/cap_add/0"}
}

test_bounded if {
	found := cap_add_host_takeover.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "NET_BIND_SERVICE"}, {"at": "/services/web/cap_add/1", "name": "CHOWN"}], "drop": [], "drops_all": false}})])
	example.marks(found) == set()
}

test_allowed_by_parameter if {
	found := cap_add_host_takeover.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "SYS_ADMIN"}], "drop": [], "drops_all": false}})]) with data.params.compose.cap_add_host_takeover.capabilities as ["ALL"]
	example.marks(found) == set()
}

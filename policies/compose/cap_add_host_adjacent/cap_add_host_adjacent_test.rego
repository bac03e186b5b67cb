package policies.compose.cap_add_host_adjacent_test

import data.policies.lib.example
import data.policies.compose.cap_add_host_adjacent

test_network_and_memory if {
	found := cap_add_host_adjacent.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "NET_ADMIN"}, {"at": "/services/web/cap_add/1", "name": "IPC_LOCK"}, {"at": "/services/web/cap_add/2", "name": "CHOWN"}], "drop": [], "drops_all": false}})])
	example.marks(found) == {"/services/web/cap_add/0", "/services/web/cap_add/1"}
}

test_takeover_is_another_rule if {
	found := cap_add_host_adjacent.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "SYS_ADMIN"}], "drop": [], "drops_all": false}})])
	example.marks(found) == set()
}

test_nothing_added if {
	found := cap_add_host_adjacent.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

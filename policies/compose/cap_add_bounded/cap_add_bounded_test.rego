package policies.compose.cap_add_bounded_test

import data.policies.lib.example
import data.policies.compose.cap_add_bounded

test_ptrace if {
	found := cap_add_bounded.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "SYS_PTRACE"}], "drop": [], "drops_all": false}})])
	example.marks(found) == {"/services/web/cap_add/0"}
}

test_ptrace_of_the_host if {
	found := cap_add_bounded.deny with input as example.project([example.service("web", {"pid": "host"}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "SYS_PTRACE"}], "drop": [], "drops_all": false}})])
	example.marks(found) == {"/services/web/cap_add/0"}
}

test_read_search_with_a_bind if {
	found := cap_add_bounded.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "DAC_READ_SEARCH"}]}, "mounts": [example.mount("/services/web/volumes/0", {"host_path": "/srv/data"})]})])
	example.marks(found) == {"/services/web/cap_add/0"}
}

test_read_search_alone if {
	found := cap_add_bounded.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "DAC_READ_SEARCH"}], "drop": [], "drops_all": false}})])
	example.marks(found) == {"/services/web/cap_add/0"}
}

test_others if {
	found := cap_add_bounded.deny with input as example.project([example.service("web", {}, {"capabilities": {"add": [{"at": "/services/web/cap_add/0", "name": "CHOWN"}, {"at": "/services/web/cap_add/1", "name": "SYS_ADMIN"}], "drop": [], "drops_all": false}})])
	example.marks(found) == set()
}

package policies.compose.uts_host_test

import data.policies.lib.example
import data.policies.compose.uts_host

test_shared if {
	found := uts_host.deny with input as example.project([example.service("web", {"uts": "host"}, {})])
	example.marks(found) == {"/services/web/uts"}
}

test_not_written if {
	found := uts_host.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

test_other_value if {
	found := uts_host.deny with input as example.project([example.service("web", {"uts": "private"}, {})])
	example.marks(found) == set()
}

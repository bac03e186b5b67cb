package policies.compose.shared_container_namespace_test

import data.policies.lib.example
import data.policies.compose.shared_container_namespace

test_container if {
	found := shared_container_namespace.deny with input as example.project([example.service("web", {"network_mode": "container:vpn"}, {})])
	example.marks(found) == {"/services/web/network_mode"}
}

test_service if {
	found := shared_container_namespace.deny with input as example.project([example.service("web", {"pid": "service:db", "ipc": "service:db"}, {})])
	example.marks(found) == {"/services/web/pid", "/services/web/ipc"}
}

test_own if {
	found := shared_container_namespace.deny with input as example.project([example.service("web", {"ipc": "private", "network_mode": "bridge"}, {})])
	example.marks(found) == set()
}

test_host_is_another_rule if {
	found := shared_container_namespace.deny with input as example.project([example.service("web", {"pid": "host"}, {})])
	example.marks(found) == set()
}

package policies.compose.host_network_ports_ignored_test

import data.policies.lib.example
import data.policies.compose.host_network_ports_ignored

test_discarded if {
	found := host_network_ports_ignored.deny with input as example.project([example.service("web", {"network_mode": "host", "ports": [{"target": 80}]}, {})])
	example.marks(found) == {"/services/web/ports"}
}

test_no_ports if {
	found := host_network_ports_ignored.deny with input as example.project([example.service("web", {"network_mode": "host"}, {})])
	example.marks(found) == set()
}

test_own_network if {
	found := host_network_ports_ignored.deny with input as example.project([example.service("web", {"ports": [{"target": 80}]}, {})])
	example.marks(found) == set()
}

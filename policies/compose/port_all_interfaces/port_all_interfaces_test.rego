package policies.compose.port_all_interfaces_test

import data.policies.lib.example
import data.policies.compose.port_all_interfaces

test_unknown_address if {
	found := port_all_interfaces.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"reach": "unknown", "host_ip": "${BIND}"})]})])
	example.marks(found) == {"/services/web/ports/0/published"}
}

package policies.compose.port_all_interfaces_test

import data.policies.lib.example
import data.policies.compose.port_all_interfaces

test_no_address if {
	found := port_all_interfaces.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {})]})])
	example.marks(found) == {"/services/web/ports/0/published"}
}

test_loopback_and_one_address if {
	found := port_all_interfaces.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"reach": "loopback", "host_ip": "127.0.0.1"}), example.port("/services/web/ports/1", {"reach": "address", "host_ip": "192.0.2.1"})]})])
	example.marks(found) == set()
}

test_random_port_is_another_rule if {
	found := port_all_interfaces.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"published": null})]})])
	example.marks(found) == set()
}

test_unknown_address if {
	found := port_all_interfaces.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"reach": "unknown", "host_ip": "${BIND}"})]})])
	example.marks(found) == {"/services/web/ports/0/published"}
}

test_discarded_in_the_network_of_the_host if {
	found := port_all_interfaces.deny with input as example.project([example.service("web", {"network_mode": "host"}, {"ports": [example.port("/services/web/ports/0", {})]})])
	example.marks(found) == set()
}

test_network_binds_to_loopback if {
	found := port_all_interfaces.deny with input as example.project_with([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {})], "networks": [{"at": "/services/web", "key": "front"}]})], {"networks": {"front": {"driver_opts": {"com.docker.network.bridge.host_binding_ipv4": "127.0.0.1"}}}})
	example.marks(found) == set()
}

test_a_range if {
	found := port_all_interfaces.deny with input as example.project([example.service("x", {}, {"ports": [example.port("/services/x/ports/0", {"published": 8000, "published_end": 8010, "target": 80, "target_end": 90})]})])
	count(found) == 1
	some finding in found
	contains(finding.message, "publishes port 8000-8010 on all interfaces; write `127.0.0.1:8000-8010:80-90`")
}

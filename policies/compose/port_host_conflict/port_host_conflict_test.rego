package policies.compose.port_host_conflict_test

import data.policies.lib.example
import data.policies.compose.port_host_conflict

test_two_services if {
	found := port_host_conflict.deny with input as example.project([example.service("a", {}, {"ports": [example.port("/services/a/ports/0", {})]}), example.service("b", {}, {"ports": [example.port("/services/b/ports/0", {})]})])
	example.marks(found) == {"/services/b/ports/0/published"}
}

test_any_and_one_address if {
	found := port_host_conflict.deny with input as example.project([example.service("a", {}, {"ports": [example.port("/services/a/ports/0", {"reach": "loopback", "host_ip": "127.0.0.1"})]}), example.service("b", {}, {"ports": [example.port("/services/b/ports/0", {})]})])
	example.marks(found) == {"/services/b/ports/0/published"}
}

test_different_addresses if {
	found := port_host_conflict.deny with input as example.project([example.service("a", {}, {"ports": [example.port("/services/a/ports/0", {"reach": "loopback", "host_ip": "127.0.0.1"})]}), example.service("b", {}, {"ports": [example.port("/services/b/ports/0", {"reach": "address", "host_ip": "192.0.2.1"})]})])
	example.marks(found) == set()
}

test_different_protocols if {
	found := port_host_conflict.deny with input as example.project([example.service("a", {}, {"ports": [example.port("/services/a/ports/0", {"protocol": "udp"}), example.port("/services/a/ports/1", {})]})])
	example.marks(found) == set()
}

test_not_at_the_same_time if {
	found := port_host_conflict.deny with input as example.project([example.service("a", {}, {"ports": [example.port("/services/a/ports/0", {})]}), object.union(example.service("b", {}, {"ports": [example.port("/services/b/ports/0", {})]}), {"active": false})])
	example.marks(found) == set()
}

test_ranges_take_what_is_free if {
	found := port_host_conflict.deny with input as example.project([example.service("a", {}, {"ports": [example.port("/services/a/ports/0", {"published_end": 8090})]}), example.service("b", {}, {"ports": [example.port("/services/b/ports/0", {})]})])
	example.marks(found) == set()
}

test_one_finding_for_a_port if {
	services := [example.service(name, {}, {"ports": [example.port(sprintf("/services/%s/ports/0", [name]), {})]}) | some name in ["a", "b", "c"]]
	found := port_host_conflict.deny with input as example.project(services)
	example.marks(found) == {"/services/b/ports/0/published", "/services/c/ports/0/published"}
	some finding in found
	contains(finding.message, "as do services a, b;")
}

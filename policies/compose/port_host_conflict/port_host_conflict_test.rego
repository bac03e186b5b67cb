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

_range(name, index, first, last, fields) := example.port(sprintf("/services/%s/ports/%d", [name, index]), object.union({"published": first, "published_end": last, "target": first, "target_end": last}, fields))

_one(name, index, number, fields) := example.port(sprintf("/services/%s/ports/%d", [name, index]), object.union({"published": number, "target": number}, fields))

_services(ports) := example.project([example.service(name, {}, {"ports": list}) | some name, list in ports])

test_ranges_that_meet if {
	every pair in [[[1000, 2000], [2000, 3000]], [[1, 65535], [77, 78]], [[1001, 1003], [1, 65535]], [[10, 20], [5, 30]], [[16, 31], [31, 40]]] {
		found := port_host_conflict.deny with input as _services({"a": [_range("a", 0, pair[0][0], pair[0][1], {})], "b": [_range("b", 0, pair[1][0], pair[1][1], {})]})
		example.marks(found) == {"/services/b/ports/0/published"}
	}
}

test_ranges_beside_each_other if {
	every pair in [[[1000, 1999], [2000, 3000]], [[1, 76], [77, 78]], [[16, 31], [32, 40]]] {
		found := port_host_conflict.deny with input as _services({"a": [_range("a", 0, pair[0][0], pair[0][1], {})], "b": [_range("b", 0, pair[1][0], pair[1][1], {})]})
		example.marks(found) == set()
	}
}

test_a_port_of_a_range if {
	found := port_host_conflict.deny with input as _services({"a": [_range("a", 0, 8000, 8010, {})], "b": [_one("b", 0, 8005, {}), _one("b", 1, 8011, {}), _one("b", 2, 8006, {"protocol": "udp"})]})
	example.marks(found) == {"/services/b/ports/0/published"}
	some finding in found
	contains(finding.message, "port 8005/tcp of the host, as does service a;")
	other := port_host_conflict.deny with input as _services({"a": [_one("a", 0, 8005, {})], "b": [_range("b", 0, 8000, 8010, {})]})
	example.marks(other) == {"/services/b/ports/0/published"}
}

test_ranges_on_addresses if {
	mine := {"reach": "loopback", "host_ip": "127.0.0.1"}
	every theirs, wanted in {"192.0.2.1": set(), "127.0.0.1": {"/services/b/ports/0/published"}} {
		found := port_host_conflict.deny with input as _services({"a": [_range("a", 0, 8000, 8010, mine)], "b": [_range("b", 0, 8000, 8010, {"reach": "address", "host_ip": theirs})]})
		example.marks(found) == wanted
	}
	found := port_host_conflict.deny with input as _services({"a": [_range("a", 0, 8000, 8010, {})], "b": [_range("b", 0, 8005, 8020, mine)]})
	example.marks(found) == {"/services/b/ports/0/published"}
}

test_an_entry_that_says_a_part_again if {
	again := port_host_conflict.deny with input as _services({"a": [_range("a", 0, 8000, 8010, {}), _one("a", 1, 8005, {})]})
	example.marks(again) == set()
	other := port_host_conflict.deny with input as _services({"a": [_range("a", 0, 8000, 8010, {}), _one("a", 1, 8005, {"target": 1})]})
	example.marks(other) == {"/services/a/ports/1/published"}
}

test_without_a_network_of_its_own if {
	every mode in ["none", "host", "service:a", "container:x"] {
		found := port_host_conflict.deny with input as example.project([example.service("a", {}, {"ports": [example.port("/services/a/ports/0", {})]}), example.service("b", {"network_mode": mode}, {"ports": [example.port("/services/b/ports/0", {})]})])
		example.marks(found) == set()
	}
}

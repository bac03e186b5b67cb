package policies.lib.port_test

import data.policies.lib.example
import data.policies.lib.port

_web(attributes, fields) := example.service("web", attributes, {
	"ports": [example.port("/services/web/ports/0", fields)],
	"networks": [{"at": "/services/web", "key": "front", "internal": false, "external": false}],
})

_loopback := {"networks": {"front": {"driver_opts": {"com.docker.network.bridge.host_binding_ipv4": "127.0.0.1"}}}}

test_exposed if port.exposed(_web({}, {})) with input as example.project([])

test_loopback if not port.exposed(_web({}, {"reach": "loopback"})) with input as example.project([])

test_network_of_the_host if not port.exposed(_web({"network_mode": "host"}, {})) with input as example.project([])

test_address_of_the_network if {
	not port.exposed(_web({}, {})) with input as example.project_with([], _loopback)
	port.exposed(_web({}, {"host_ip": "0.0.0.0"})) with input as example.project_with([], _loopback)
}

test_narrowest_place if {
	port.published_at(example.port("/services/web/ports/0", {})) == "/services/web/ports/0/published"
	port.published_at(example.port("/services/web/ports/0", {"published": null})) == "/services/web/ports/0"
}

test_ordered_by_what_they_are if {
	one := example.port("/services/web/ports/0", {"target": 8080})
	other := example.port("/services/web/ports/1", {"target": 443})
	port.ordered([one, other]) == [other, one]
	port.ordered([other, one]) == [other, one]
}

_range := example.port("/services/web/ports/0", {"published": 8000, "published_end": 8010, "target": 5000, "target_end": 5010})

_choice := example.port("/services/web/ports/0", {"published": 8000, "published_end": 8010})

test_a_range_has_all_its_ports if {
	port.has_target(_range, 5000)
	port.has_target(_range, 5010)
	not port.has_target(_range, 5011)
	not port.has_target(_range, 4999)
	not port.has_target(_choice, 81)
	port.host_port(_range, 5003) == 8003
	[port.target_text(_range), port.published_text(_range)] == ["5000-5010", "8000-8010"]
	[port.target_text(_choice), port.published_text(_choice)] == ["80", "8000"]
}

test_of_a_range_those_that_are_known if {
	known := port.known(_range, {"22": "x", "5009": "y", "5001": "z", "8000": "w"})
	[[each.target, each.published, each.published_end, each.target_end] | some each in known] == [[5001, 8001, null, null], [5009, 8009, null, null]]
	[each.published | some each in port.among(object.union(_range, {"published": null, "published_end": null}), {5004})] == [null]
	port.known(_choice, {"80": "x"}) == [_choice]
	port.known(_choice, {"81": "x"}) == []
}

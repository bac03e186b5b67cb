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

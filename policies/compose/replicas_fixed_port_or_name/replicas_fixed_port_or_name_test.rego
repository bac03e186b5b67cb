package policies.compose.replicas_fixed_port_or_name_test

import data.policies.lib.example
import data.policies.compose.replicas_fixed_port_or_name as rule

test_name if {
	found := rule.deny with input as example.project([example.service("web", {"scale": 2, "container_name": "web"}, {})])
	example.marks(found) == {"/services/web/container_name"}
}

test_port if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 3}}, {"ports": [example.port("/services/web/ports/0", {})]})])
	example.marks(found) == {"/services/web/ports/0/published"}
}

test_a_range if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 3}}, {"ports": [example.port("/services/web/ports/0", {"published_end": 8082})]})])
	example.marks(found) == set()
}

test_one_container if {
	found := rule.deny with input as example.project([example.service("web", {"container_name": "web"}, {"ports": [example.port("/services/web/ports/0", {})]})])
	example.marks(found) == set()
}

test_in_a_swarm if {
	found := rule.deny with input as example.project_with([example.service("web", {"deploy": {"replicas": 3}, "container_name": "web"}, {"ports": [example.port("/services/web/ports/0", {})]})], {"networks": {"n": {"driver": "overlay"}}})
	example.marks(found) == set()
}

test_ports_side_by_side if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 3}}, {"ports": [example.port("/services/web/ports/0", {"published_end": 8090, "target_end": 90})]})])
	example.marks(found) == {"/services/web/ports/0/published"}
}

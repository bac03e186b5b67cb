package policies.compose.replicas_fixed_port_or_name_test

import data.policies.lib.example
import data.policies.compose.replicas_fixed_port_or_name as rule

test_name if {
	found := rule.deny with input as example.project([example.service("web", {"scale": 2, "container_name": "web"}, {})])
	example.marks(found) == {"/services/web/container_name"}
}

test_in_a_swarm if {
	found := rule.deny with input as example.project_with([example.service("web", {"deploy": {"replicas": 3}, "container_name": "web"}, {"ports": [example.port("/services/web/ports/0", {})]})], {"networks": {"n": {"driver": "overlay"}}})
	example.marks(found) == set()
}

package policies.lib.deployment_test

import data.policies.lib.deployment
import data.policies.lib.example

test_replicas if {
	deployment.replicas(example.service("a", {}, {})) == 1
	deployment.replicas(example.service("a", {"scale": 3}, {})) == 3
	deployment.replicas(example.service("a", {"deploy": {"replicas": 2}}, {})) == 2
	deployment.replicas(example.service("a", {"deploy": {"replicas": null}}, {})) == 1
	deployment.replicas_at(example.service("a", {"scale": 3}, {})) == "/services/a/scale"
}

test_nanoseconds if {
	deployment.nanoseconds("1m30s") == 90000000000
	deployment.nanoseconds("500ms") == 500000000
}

test_swarm if {
	deployment.swarm with input as example.project([example.service("a", {"deploy": {"update_config": {"order": "start-first"}}}, {})])
	deployment.swarm with input as example.project_with([], {"networks": {"n": {"driver": "overlay"}}})
	not deployment.swarm with input as example.project([example.service("a", {"deploy": {"replicas": 2}}, {})])
}

_project(attributes) := example.project([example.service("web", attributes, {})])

test_what_it_is_deployed_with if {
	deployment.for_swarm("swarm")
	deployment.for_compose("compose")
	deployment.judged("swarm") == {}
	deployment.judged("auto") == {"outcome": "review"}
}

test_what_a_stack_refuses if {
	deployment.compose_only with input as _project({"mem_limit": "1"})
	deployment.for_compose("auto") with input as _project({"depends_on": {"db": {"condition": "service_healthy"}}})
	not deployment.compose_only with input as _project({"depends_on": {"db": {"condition": "service_started"}}})
	deployment.for_swarm("auto") with input as _project({"deploy": {"endpoint_mode": "vip"}})
	not deployment.for_swarm("auto") with input as _project({"deploy": {"endpoint_mode": "vip"}, "scale": 2})
}

test_a_wrong_value_says_nothing if {
	every wrong in [null, "x", -1, [], {"db": null}, {"db": []}] {
		not deployment.compose_only with input as example.project([example.service("web", {"depends_on": wrong}, {})])
	}
	mixed := [example.service("a", {"depends_on": 1}, {}), example.service("b", {"depends_on": {"a": {"condition": "service_healthy"}}}, {})]
	deployment.compose_only with input as example.project(mixed)
}

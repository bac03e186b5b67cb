package policies.compose.replicas_single_prod_test

import data.policies.lib.example
import data.policies.compose.replicas_single_prod as rule

_found(deploy, facts) := found if {
	result := rule.deny with input as example.project_with([example.service("web", {"deploy": deploy}, facts)], {"networks": {"n": {"at": "/networks/n", "driver": "overlay"}}})
	found := example.marks(result)
}

_ports := {"ports": [example.port("/services/web/ports/0", {})]}

test_single if {
	_found({"replicas": 1}, _ports) == {"/services/web/deploy/replicas"}
	_found({}, _ports) == {"/services/web/deploy/replicas"}
}

test_enough if _found({"replicas": 2}, _ports) == set()

test_not_asked_of if {
	_found({"mode": "global"}, _ports) == set()
	_found({"replicas": 0}, _ports) == set()
	_found({}, {}) == set()
	_found({}, object.union(_ports, {"mounts": [example.mount("/services/web/volumes/0", {"kind": "volume"})]})) == set()
	_found({}, object.union(_ports, {"base_image": example.image("/services/web/image", "library/postgres", {})})) == set()
	_found({}, {"ports": [example.port("/services/web/ports/0", {"mode": "host"})]}) == set()
}

test_no_swarm if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {}}, _ports)])
	found == set()
}

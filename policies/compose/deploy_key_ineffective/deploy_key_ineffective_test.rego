package policies.compose.deploy_key_ineffective_test

import data.policies.lib.example
import data.policies.compose.deploy_key_ineffective as rule

_found(attributes, target) := found if {
	found := rule.deny with input as example.project([example.service("web", attributes, {})])
		with data.params.compose.deploy_key_ineffective.target as target
}

_deploy := {"deploy": {"update_config": {"parallelism": 1}, "endpoint_mode": "vip", "placement": {}, "replicas": 2}}

test_named_target if {
	found := _found(_deploy, "compose")
	example.marks(found) == {"/services/web/deploy/update_config", "/services/web/deploy/endpoint_mode"}
	{object.get(finding, "outcome", "fail") | some finding in found} == {"fail"}
}

test_file_that_no_swarm_takes if {
	{finding.outcome | some finding in _found(object.union(_deploy, {"mem_limit": "1073741824"}), "auto")} == {"review"}
	count(_found(object.union(_deploy, {"depends_on": {"db": {"condition": "service_healthy"}}}), "auto")) == 2
}

test_may_be_a_swarm if {
	_found(_deploy, "auto") == set()
	_found(object.union(_deploy, {"mem_limit": "1073741824"}), "swarm") == set()
}

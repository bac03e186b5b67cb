package policies.compose.builder_network_host_test

import data.policies.compose.builder_network_host as rule
import data.policies.lib.fixtures_test as f

_count(build) := found if {
	found := count(rule.deny) with input as f.service({"build": build})
}

test_host if {
	_count({"network": "host"}) == 1
	_count({"entitlements": ["network.host"]}) == 1
}

test_others if {
	_count({"network": "none"}) == 0
	_count({"context": "."}) == 0
}

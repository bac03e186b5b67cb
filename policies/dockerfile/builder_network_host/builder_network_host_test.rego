package policies.dockerfile.builder_network_host_test

import data.policies.dockerfile.builder_network_host as rule
import data.policies.lib.fixtures_test as f

_count(value) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [object.union(f.run(["a"]), {"flags": [{"name": "network", "value": value}]})])])
}

test_host if {
	_count("host") == 1
}

test_none if {
	_count("none") == 0
}

package policies.dockerfile.builder_sandbox_disabled_test

import data.policies.dockerfile.builder_sandbox_disabled as rule
import data.policies.lib.fixtures_test as f

_count(value) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [object.union(f.run(["a"]), {"flags": [{"name": "security", "value": value}]})])])
}

test_insecure if {
	_count("insecure") == 1
}

test_sandbox if {
	_count("sandbox") == 0
}

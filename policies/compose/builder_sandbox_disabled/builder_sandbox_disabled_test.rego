package policies.compose.builder_sandbox_disabled_test

import data.policies.compose.builder_sandbox_disabled as rule
import data.policies.lib.fixtures_test as f

_count(build) := found if {
	found := count(rule.deny) with input as f.service({"build": build})
}

test_open if {
	_count({"privileged": true}) == 1
	_count({"entitlements": ["network.host", "security.insecure"]}) == 1
}

test_closed if {
	_count({"privileged": false}) == 0
	_count({"context": "."}) == 0
}

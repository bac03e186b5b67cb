package policies.compose.pull_policy_stale_test

import data.policies.compose.pull_policy_stale as rule
import data.policies.lib.fixtures_test as f

_count(text, policy) := found if {
	found := count(rule.deny) with input as f.service({"pull_policy": policy, "facts": {"image": f.image(text)}})
}

test_stale if {
	_count("app", "never") == 1
	_count("app:edge", "missing") == 1
	_count("app:latest", "if_not_present") == 1
}

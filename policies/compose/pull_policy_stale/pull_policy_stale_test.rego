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

test_fresh_or_fixed if {
	_count("app:latest", "always") == 0
	_count("app:1.2", "missing") == 0
	_count("app@sha256:00", "never") == 0
}

test_made_by_another_service if {
	user := {"key": "web", "at": "/services/web", "pull_policy": "never", "facts": {"image": f.image("app-dev")}}
	maker := {"key": "api", "at": "/services/api", "build": {"context": "."}, "facts": {"image": f.image("app-dev")}}
	count(rule.deny) == 0 with input as {"services": {"web": user, "api": maker}}
	count(rule.deny) == 1 with input as {"services": {"web": user}}
}

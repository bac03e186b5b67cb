package policies.compose.remote_build_context_test

import data.policies.compose.remote_build_context as rule
import data.policies.lib.fixtures_test as f

_count(build) := found if {
	found := count(rule.deny) with input as f.service({"build": build})
}

test_pinned_or_local if {
	_count({"context": "https://github.com/acme/app.git#1f0c4b1d6e0b5b1f1c9d8f0a2f0f8d3e6a7b9c01"}) == 0
	_count({"context": "https://github.com/acme/app.git#1f0c4b1d6e0b5b1f1c9d8f0a2f0f8d3e6a7b9c01:sub"}) == 0
	_count({"context": ".", "additional_contexts": {"base": "docker-image://alpine:3", "other": "../lib", "up": "service:base"}}) == 0
}

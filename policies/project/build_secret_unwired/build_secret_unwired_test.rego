package policies.project.build_secret_unwired_test

import data.policies.project.build_secret_unwired as rule
import data.policies.lib.example

_count(given, options) := total if {
	build := {"at": "/builds/Dockerfile", "services": ["web"], "stages": [{"used": true, "instructions": [{"mounts": [{"at": "/m", "kind": "secret", "options": options}]}]}]}
	found := rule.deny with input as example.project_with([example.service("web", {"build": {"secrets": given}}, {})], {"builds": {"Dockerfile": build}})
	total := count(found)
}

test_not_given if {
	_count([], {"type": "secret", "id": "npm"}) == 1
	_count([{"source": "other"}], {"type": "secret", "target": "/run/secrets/npm"}) == 1
}

test_given if {
	_count([{"source": "npm"}], {"type": "secret", "id": "npm"}) == 0
	_count([{"source": "x", "target": "npm"}], {"type": "secret", "id": "npm"}) == 0
}

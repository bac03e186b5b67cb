package policies.project.secret_env_source_committed_test

import data.policies.project.secret_env_source_committed as rule
import data.policies.lib.example

_count(ignored, value) := total if {
	file := {"at": "/env_files/0", "path": ".env", "interpolation": true, "ignored": ignored, "assignments": [{"at": "/env_files/0/assignments/0", "key": "TOKEN", "value": value}]}
	found := rule.deny with input as example.project_with([], {"secrets": {"t": {"at": "/secrets/t", "key": "t", "environment": "TOKEN", "facts": {}}}, "env_files": [file]})
	total := count(found)
}

test_committed if {
	_count(false, "***") == 1
	_count(null, "***") == 1
}

test_ignored_or_empty if {
	_count(true, "***") == 0
	_count(false, "") == 0
}

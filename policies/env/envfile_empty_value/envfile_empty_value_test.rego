package policies.env.envfile_empty_value_test

import data.policies.lib.example
import data.policies.env.envfile_empty_value as rule

_found(value, operator, used_at) := found if {
	result := rule.deny with input as example.project_with([], {
		"env_files": [{"at": "/env_files/0", "path": ".env", "interpolation": true, "assignments": [{"at": "/env_files/0/assignments/0", "key": "TAG", "value": value}]}],
		"variables": [{"at": "/variables/0", "name": "TAG", "state": "set", "operator": operator, "used_at": used_at, "set_at": "/env_files/0/assignments/0"}],
	})
	found := example.marks(result)
}

test_empty if {
	_found("", "", "/services/web/image") == {"/env_files/0/assignments/0"}
	_found("", "", "/volumes/data/name") == {"/env_files/0/assignments/0"}
}

test_harmless if {
	_found("1", "", "/services/web/image") == set()
	_found("", ":-", "/services/web/image") == set()
	_found("", "", "/services/web/environment/TAG") == set()
	_found("", "", null) == set()
}

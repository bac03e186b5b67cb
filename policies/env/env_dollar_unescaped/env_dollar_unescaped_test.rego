package policies.env.env_dollar_unescaped_test

import data.policies.lib.example
import data.policies.env.env_dollar_unescaped as rule

_found(glued, class) := found if {
	assignment := {"at": "/env_files/0/assignments/0", "key": "PASSWORD", "value": "***", "quote": "", "exported": false, "follows": false, "glued": glued}
	found := rule.deny with input as example.project_with([], {
		"secret_candidates": [{"at": "/secret_candidates/0", "holder": "/env_files/0/assignments/0", "class": class}],
		"env_files": [{"at": "/env_files/0", "path": ".env", "assignments": [assignment]}],
	})
}

test_swallowed if example.marks(_found(true, "mixed")) == {"/env_files/0/assignments/0"}

test_others if {
	_found(false, "mixed") == set()
	_found(true, "reference") == set()
}

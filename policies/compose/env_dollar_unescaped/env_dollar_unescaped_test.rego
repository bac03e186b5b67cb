package policies.compose.env_dollar_unescaped_test

import data.policies.lib.example
import data.policies.compose.env_dollar_unescaped as rule

_found(variable, class) := found if {
	candidate := {"at": "/secret_candidates/0", "holder": "/services/web/environment/PASSWORD", "subject": "/services/web", "class": class, "key": "PASSWORD"}
	found := rule.deny with input as example.project_with([example.service("web", {}, {})], {
		"secret_candidates": [candidate],
		"variables": [object.union({"at": "/variables/0", "name": "word", "state": "unset", "glued": true, "used_at": "/services/web/environment/PASSWORD"}, variable)],
	})
}

test_swallowed if example.marks(_found({}, "mixed")) == {"/variables/0"}

test_meant_as_a_variable if {
	_found({"glued": false}, "mixed") == set()
	_found({"state": "set"}, "mixed") == set()
	_found({}, "reference") == set()
	_found({"used_at": "/services/web/environment/OTHER"}, "mixed") == set()
}

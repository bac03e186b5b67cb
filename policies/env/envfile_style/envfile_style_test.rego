package policies.env.envfile_style_test

import data.policies.lib.example
import data.policies.env.envfile_style as rule

_found(parts) := found if {
	file := object.union({"at": "/env_files/0", "path": ".env", "assignments": [], "loose": []}, parts)
	result := rule.deny with input as example.project_with([], {"env_files": [file]})
	found := example.marks(result)
}

_set(index, key, follows) := {"at": sprintf("/env_files/0/assignments/%d", [index]), "key": key, "value": "1", "follows": follows}

test_case if {
	_found({"assignments": [_set(0, "tag", false)]}) == {"/env_files/0/assignments/0"}
	_found({"assignments": [_set(0, "http_proxy", false)]}) == set()
}

test_order if {
	_found({"assignments": [_set(0, "B", false), _set(1, "A", true)]}) == {"/env_files/0/assignments/1"}
	_found({"assignments": [_set(0, "B", false), _set(1, "A", false)]}) == set()
}

test_white_space if _found({"loose": [{"at": "/env_files/0/loose/0", "kind": "trailing-space"}]}) == {"/env_files/0/loose/0"}

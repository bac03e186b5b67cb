package policies.env.envfile_duplicate_key_test

import data.policies.lib.example
import data.policies.env.envfile_duplicate_key as rule

_found(keys) := found if {
	assignments := [{"at": sprintf("/env_files/0/assignments/%d", [index]), "key": key, "value": "1"} | some index, key in keys]
	found := rule.deny with input as example.project_with([], {"env_files": [{"at": "/env_files/0", "path": ".env", "assignments": assignments}]})
}

test_twice if example.marks(_found(["A", "B", "A"])) == {"/env_files/0/assignments/2"}

test_three_times if count(_found(["A", "A", "A"])) == 2

test_once if count(_found(["A", "B", "a"])) == 0

package policies.project.envfile_example_out_of_sync_test

import data.policies.lib.example
import data.policies.project.envfile_example_out_of_sync as rule

_found(keys, sample_keys) := found if {
	files := [
		{"at": "/env_files/0", "path": "app/.env", "name": ".env", "sample": false, "assignments": [{"at": concat("/", ["/a", key]), "key": key, "value": "1"} | some key in keys]},
		{"at": "/env_files/1", "path": "app/.env.example", "name": ".env.example", "sample": true, "assignments": [{"at": concat("/", ["/b", key]), "key": key, "value": ""} | some key in sample_keys]},
	]
	found := rule.deny with input as example.project_with([], {"env_files": files})
}

test_missing_in_the_sample if example.marks(_found(["A", "B"], ["A"])) == {"/a/B"}

test_in_step if count(_found(["A"], ["A", "B"])) == 0

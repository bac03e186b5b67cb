package policies.env.env_compose_control_test

import data.policies.lib.example
import data.policies.env.env_compose_control as rule

_file(key, value) := found if {
	found := rule.deny with input as example.project_with([], {"env_files": [{"at": "/env_files/0", "path": ".env", "name": ".env", "sample": false, "used_by": [], "interpolation": true, "assignments": [{"at": "/env_files/0/assignments/0", "key": key, "value": value}]}]})
}

test_control if example.marks(_file("COMPOSE_FILE", "a.yaml:b.yaml")) == {"/env_files/0/assignments/0"}

test_other if count(_file("COMPOSE_HTTP_TIMEOUT", "120")) == 0

package policies.project.env_unused_variable_test

import data.policies.lib.example
import data.policies.project.env_unused_variable as rule

_found(key) := found if {
	service := example.service("web", {"build": {"args": {"VERSION": null}}}, {"environment": {"PASSED": {"at": "/e", "value": null, "source": "environment"}}})
	files := [{"at": "/env_files/0", "path": ".env", "sample": false, "interpolation": true, "used_by": [], "assignments": [{"at": "/a", "key": key, "value": "1"}]}]
	found := rule.deny with input as example.project_with([service], {"env_files": files, "secrets": {"s": {"at": "/secrets/s", "environment": "KEPT"}}, "variables": [{"at": "/v", "name": "TAG"}]})
}

test_unused if example.marks(_found("OTHER")) == {"/a"}

test_used if {
	every key in ["TAG", "PASSED", "VERSION", "KEPT", "COMPOSE_PROFILES"] {
		count(_found(key)) == 0
	}
}

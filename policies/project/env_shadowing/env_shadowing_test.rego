package policies.project.env_shadowing_test

import data.policies.lib.example
import data.policies.project.env_shadowing as rule

_found(value, used_by) := found if {
	service := example.service("web", {}, {"environment": {"MODE": {"at": "/services/web/environment/MODE", "value": value, "source": "environment"}}})
	files := [{"at": "/env_files/0", "path": "web.env", "used_by": used_by, "assignments": [{"at": "/a", "key": "MODE", "value": "web"}]}]
	found := rule.deny with input as example.project_with([service], {"env_files": files})
}

test_other_value if example.marks(_found("job", ["web"])) == {"/services/web/environment/MODE"}

test_other_service if count(_found("job", ["db"])) == 0

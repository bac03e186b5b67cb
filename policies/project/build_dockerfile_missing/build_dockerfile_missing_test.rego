package policies.project.build_dockerfile_missing_test

import data.policies.lib.example
import data.policies.project.build_dockerfile_missing as rule

_found(build, facts) := found if {
	service := example.service("web", {"build": build}, object.union({"build": null, "build_known": false}, facts))
	found := rule.deny with input as example.project([service])
}

test_there if count(_found({"context": "app"}, {"build": "app/Dockerfile", "build_known": true})) == 0

test_elsewhere if {
	every context in ["https://github.com/example/app.git", "../app", "/srv/app", "git@github.com:example/app.git", "github.com/example/app"] {
		count(_found({"context": context}, {})) == 0
	}
}

test_unknown_variable if {
	service := example.service("web", {"build": {"context": "", "dockerfile": "Dockerfile"}}, {"build": null, "build_known": false})
	variable := {"at": "/variables/0", "name": "DIR", "state": "unset", "operator": "", "used_at": "/services/web/build/context", "set_at": null}
	found := rule.deny with input as example.project_with([service], {"variables": [variable]})
	count(found) == 0
}

test_override_alone if {
	service := example.service("web", {"build": {"context": "app", "dockerfile": "Dockerfile"}}, {"build": null, "build_known": false})
	found := rule.deny with input as example.project_with([service], {"files": ["extras/compose.override.yaml"]})
	count(found) == 0
}

test_project_directory_elsewhere if {
	every file, wanted in {"suites/example/pam/compose.yml": 0, "suites/compose.yml": 1} {
		service := example.service("web", {"build": {"context": "suites", "dockerfile": "suites/example/pam/Dockerfile"}}, {"build": null, "build_known": false})
		found := rule.deny with input as example.project_with([service], {"files": [file]})
		count(found) == wanted
	}
}

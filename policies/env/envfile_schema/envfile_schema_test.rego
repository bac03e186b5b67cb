package policies.env.envfile_schema_test

import data.policies.lib.example
import data.policies.env.envfile_schema as rule

_found(key, value, params) := found if {
	file := {"at": "/env_files/0", "path": ".env", "interpolation": true, "used_by": [], "assignments": [{"at": "/env_files/0/assignments/0", "key": key, "value": value}]}
	result := rule.deny with input as example.project_with([], {"env_files": [file]})
		with data.params.env.envfile_schema as object.union({"types": {}, "patterns": {}, "required": []}, params)
	found := example.marks(result)
}

test_of_docker if {
	_found("COMPOSE_REMOVE_ORPHANS", "yes", {}) == {"/env_files/0/assignments/0"}
	_found("COMPOSE_REMOVE_ORPHANS", "true", {}) == set()
}

test_of_the_project if {
	_found("WEB_PORT", "80800", {"types": {"WEB_PORT": "port"}}) == {"/env_files/0/assignments/0"}
	_found("WEB_PORT", "8080", {"types": {"WEB_PORT": "port"}}) == set()
	_found("STAGE", "qa", {"types": {"STAGE": "stage"}, "patterns": {"stage": "^(test|live)$"}}) == {"/env_files/0/assignments/0"}
	_found("STAGE", "", {"types": {"STAGE": "integer"}}) == set()
}

test_required if {
	_found("A", "1", {"required": ["APP_NAME"]}) == {"/env_files/0"}
	_found("APP_NAME", "1", {"required": ["APP_NAME"]}) == set()
}

package policies.compose.env_required_form_missing_test

import data.policies.lib.example
import data.policies.compose.env_required_form_missing as rule

_found(name, operator) := found if {
	found := rule.deny with input as example.project_with([], {"variables": [{"at": "/variables/0", "name": name, "state": "set", "operator": operator, "used_at": null, "set_at": null}]})
}

test_plain if example.marks(_found("DB_PASSWORD", "")) == {"/variables/0"}

test_required if count(_found("DB_PASSWORD", ":?")) == 0

test_no_secret if {
	count(_found("TAG", "")) == 0
	count(_found("TOKEN_LIFETIME", "")) == 0
}

test_given_or_optional_in_an_env_file if {
	variable := {"at": "/variables/0", "name": "DB_PASSWORD", "state": "set", "operator": "", "used_at": null, "set_at": null}
	every value, wanted in {"x": 0, "": 1} {
		file := {"at": "/env_files/0", "sample": false, "ignored": null, "mentions": [], "assignments": [{"key": "DB_PASSWORD", "value": value}]}
		found := rule.deny with input as example.project_with([], {"variables": [variable], "env_files": [file]})
		count(found) == wanted
	}
	file := {"at": "/env_files/0", "sample": true, "ignored": null, "mentions": ["DB_PASSWORD"], "assignments": []}
	found := rule.deny with input as example.project_with([], {"variables": [variable], "env_files": [file]})
	count(found) == 0
}

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

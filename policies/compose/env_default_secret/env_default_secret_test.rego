package policies.compose.env_default_secret_test

import data.policies.compose.env_default_secret as rule
import data.policies.lib.secret_fixtures_test as fixture

test_default if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"class": "default-literal"})]) with data.params.compose.env_default_secret.allow as []
	count(found) == 1
}

test_weak_default if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"class": "default-literal", "weak": "common"})]) with data.params.compose.env_default_secret.allow as []
	count(found) == 1
}

test_literal if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({})]) with data.params.compose.env_default_secret.allow as []
	count(found) == 0
}

test_reference if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"class": "reference"})]) with data.params.compose.env_default_secret.allow as []
	count(found) == 0
}

test_allowed_keys if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"class": "default-literal"})]) with data.params.compose.env_default_secret.allow as ["db_password"]
	count(found) == 0
}

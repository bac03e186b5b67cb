package policies.compose.env_literal_secret_test

import data.policies.compose.env_literal_secret as rule
import data.policies.lib.secret_fixtures_test as fixture

test_literal if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({})]) with data.params.compose.env_literal_secret.allow as []
	count(found) == 1
}

test_token if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"kind": "token", "provider": "github", "named": false})]) with data.params.compose.env_literal_secret.allow as []
	count(found) == 1
}

test_reference if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"class": "reference"})]) with data.params.compose.env_literal_secret.allow as []
	count(found) == 0
}

test_default if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"class": "default-literal"})]) with data.params.compose.env_literal_secret.allow as []
	count(found) == 0
}

test_weak_is_another_rule if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"weak": "common"})]) with data.params.compose.env_literal_secret.allow as []
	count(found) == 0
}

test_url_is_another_rule if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"kind": "url-password"})]) with data.params.compose.env_literal_secret.allow as []
	count(found) == 0
}

test_stand_in if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"placeholder": "angle-brackets"})]) with data.params.compose.env_literal_secret.allow as []
	count(found) == 0
}

test_allowed_keys if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({})]) with data.params.compose.env_literal_secret.allow as ["db_password"]
	count(found) == 0
}

package policies.compose.env_url_credentials_test

import data.policies.compose.env_url_credentials as rule
import data.policies.lib.secret_fixtures_test as fixture

test_url if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"kind": "url-password"})]) with data.params.compose.env_url_credentials.allow as []
	count(found) == 1
}

test_guessable_too if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"kind": "url-password", "weak": "common"})]) with data.params.compose.env_url_credentials.allow as []
	count(found) == 1
}

test_other_kinds if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({})]) with data.params.compose.env_url_credentials.allow as []
	count(found) == 0
}

test_variable if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"kind": "url-password", "class": "reference"})]) with data.params.compose.env_url_credentials.allow as []
	count(found) == 0
}

test_allowed_keys if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"kind": "url-password"})]) with data.params.compose.env_url_credentials.allow as ["db_password"]
	count(found) == 0
}

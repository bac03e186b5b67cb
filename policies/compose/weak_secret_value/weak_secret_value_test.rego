package policies.compose.weak_secret_value_test

import data.policies.compose.weak_secret_value as rule
import data.policies.lib.secret_fixtures_test as fixture

test_common if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"weak": "common"})]) with data.params.compose.weak_secret_value.allow as []
	count(found) == 1
}

test_user_name if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"weak": "user-name"})]) with data.params.compose.weak_secret_value.allow as []
	count(found) == 1
}

test_strong if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({})]) with data.params.compose.weak_secret_value.allow as []
	count(found) == 0
}

test_short if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"weak": "short"})]) with data.params.compose.weak_secret_value.allow as []
	count(found) == 0
}

test_reference if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"weak": "common", "class": "reference"})]) with data.params.compose.weak_secret_value.allow as []
	count(found) == 0
}

test_allowed_keys if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"weak": "common"})]) with data.params.compose.weak_secret_value.allow as ["db_password"]
	count(found) == 0
}

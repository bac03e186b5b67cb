package policies.compose.argv_secret_test

import data.policies.compose.argv_secret as rule
import data.policies.lib.secret_fixtures_test as fixture

test_option if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"place": "command", "kind": "command-line"})]) with data.params.compose.argv_secret.allow as []
	count(found) == 1
}

test_healthcheck if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"place": "healthcheck", "kind": "command-line", "weak": "common"})]) with data.params.compose.argv_secret.allow as []
	count(found) == 1
}

test_environment if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({})]) with data.params.compose.argv_secret.allow as []
	count(found) == 0
}

test_reference if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"place": "command", "class": "reference"})]) with data.params.compose.argv_secret.allow as []
	count(found) == 0
}

test_allowed_keys if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"place": "command", "kind": "command-line"})]) with data.params.compose.argv_secret.allow as ["db_password"]
	count(found) == 0
}

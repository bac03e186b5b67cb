package policies.compose.build_arg_secret_test

import data.policies.compose.build_arg_secret as rule
import data.policies.lib.secret_fixtures_test as fixture

test_literal if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"place": "compose-build-arg"})]) with data.params.compose.build_arg_secret.allow as []
	count(found) == 1
}

test_reference if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"place": "compose-build-arg", "class": "reference"})]) with data.params.compose.build_arg_secret.allow as []
	count(found) == 0
}

test_environment if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({})]) with data.params.compose.build_arg_secret.allow as []
	count(found) == 0
}

test_allowed_keys if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"place": "compose-build-arg"})]) with data.params.compose.build_arg_secret.allow as ["db_password"]
	count(found) == 0
}

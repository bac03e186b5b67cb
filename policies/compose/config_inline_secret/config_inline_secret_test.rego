package policies.compose.config_inline_secret_test

import data.policies.compose.config_inline_secret as rule
import data.policies.lib.secret_fixtures_test as fixture

test_content if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"place": "other", "holder": "/configs/app/content", "subject": "/configs/app"})]) with data.params.compose.config_inline_secret.allow as []
	count(found) == 1
}

test_others if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"place": "other", "holder": "/volumes/a/driver_opts/o"})]) with data.params.compose.config_inline_secret.allow as []
	count(found) == 0
}

test_reference if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"place": "other", "holder": "/configs/app/content", "subject": "/configs/app", "class": "reference"})]) with data.params.compose.config_inline_secret.allow as []
	count(found) == 0
}

test_allowed_keys if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"place": "other", "holder": "/configs/app/content", "subject": "/configs/app"})]) with data.params.compose.config_inline_secret.allow as ["db_password"]
	count(found) == 0
}

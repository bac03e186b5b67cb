package policies.compose.label_or_extension_secret_test

import data.policies.compose.label_or_extension_secret as rule
import data.policies.lib.secret_fixtures_test as fixture

test_label if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"place": "label"})]) with data.params.compose.label_or_extension_secret.allow as []
	count(found) == 1
}

test_extension if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"place": "other", "holder": "/extensions/x-a/password", "subject": ""})]) with data.params.compose.label_or_extension_secret.allow as []
	count(found) == 1
}

test_config_is_another_rule if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"place": "other", "holder": "/configs/a/content"})]) with data.params.compose.label_or_extension_secret.allow as []
	count(found) == 0
}

test_reference if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"place": "label", "class": "reference"})]) with data.params.compose.label_or_extension_secret.allow as []
	count(found) == 0
}

test_allowed_keys if {
	found := rule.deny with input as fixture.input_with([fixture.candidate({"place": "label"})]) with data.params.compose.label_or_extension_secret.allow as ["db_password"]
	count(found) == 0
}

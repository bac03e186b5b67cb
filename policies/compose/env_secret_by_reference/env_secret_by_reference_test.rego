package policies.compose.env_secret_by_reference_test

import data.policies.compose.env_secret_by_reference as rule
import data.policies.lib.secret_fixtures_test as fixture

_count(fields) := total if {
	found := rule.deny with input as fixture.input_with([fixture.candidate(fields)])
	total := count(found)
}

test_reference if _count({"class": "reference"}) == 1

test_path if _count({"class": "reference", "placeholder": "path"}) == 0

test_literal_is_another_rule if _count({}) == 0

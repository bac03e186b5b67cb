package policies.compose.plain_env_instead_of_file_test

import data.policies.compose.plain_env_instead_of_file as rule
import data.policies.lib.example
import data.policies.lib.secret_fixtures_test as fixture

_count(repository, fields) := total if {
	service := example.service("db", {}, {"image": example.image("/services/db/image", repository, {})})
	found := rule.deny with input as example.project_with([service], {"secret_candidates": [fixture.candidate(fields)]})
	total := count(found)
}

test_image_reads_a_file if {
	_count("library/postgres", {"key": "POSTGRES_PASSWORD"}) == 1
	_count("library/postgres", {"key": "POSTGRES_PASSWORD", "class": "reference"}) == 1
}

test_others if {
	_count("library/postgres", {"key": "APP_TOKEN"}) == 0
	_count("library/alpine", {"key": "POSTGRES_PASSWORD"}) == 0
}

package policies.compose.default_credential_known_image_test

import data.policies.compose.default_credential_known_image as rule
import data.policies.lib.example
import data.policies.lib.secret_fixtures_test as fixture

_found(repository, fields) := found if {
	service := example.service("db", {}, {"image": example.image("/services/db/image", repository, {}), "base_image": null, "build": null})
	project := example.project_with([service], {"secret_candidates": [fixture.candidate(fields)]})
	found := rule.deny with input as project with data.params.compose.default_credential_known_image.allow as []
}

test_factory_password if {
	count(_found("library/postgres", {"key": "POSTGRES_PASSWORD", "weak": "common"})) == 1
}

test_own_password if {
	count(_found("library/postgres", {"key": "POSTGRES_PASSWORD"})) == 0
}

test_other_key_or_image if {
	count(_found("library/postgres", {"key": "APP_PASSWORD", "weak": "common"})) == 0
	count(_found("example/app", {"key": "POSTGRES_PASSWORD", "weak": "common"})) == 0
}

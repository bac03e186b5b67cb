package policies.dockerfile.run_inline_secret_test

import data.policies.dockerfile.run_inline_secret as rule
import data.policies.lib.secret_fixtures_test as fixture

_count(fields) := total if {
	candidate := fixture.candidate(object.union({"subject": "/builds/Dockerfile/stages/0", "place": "instruction", "kind": "auth-header"}, fields))
	found := rule.deny with input as fixture.input_with([candidate]) with data.params.dockerfile.run_inline_secret.allow as []
	total := count(found)
}

test_literal if _count({}) == 1

test_healthcheck if _count({"place": "healthcheck", "kind": "command-line"}) == 1

test_variable if _count({"class": "reference"}) == 0

test_service if _count({"subject": "/services/web", "place": "healthcheck"}) == 0

test_password_of_an_account if _count({"kind": "command-line", "key": "chpasswd"}) == 0

package policies.dockerfile.env_arg_secret_test

import data.policies.dockerfile.env_arg_secret as rule
import data.policies.lib.secret_fixtures_test as fixture

_count(fields) := total if {
	candidate := fixture.candidate(object.union({"subject": "/builds/Dockerfile/stages/0", "place": "image-env"}, fields))
	found := rule.deny with input as fixture.input_with([candidate]) with data.params.dockerfile.env_arg_secret.allow as []
	total := count(found)
}

test_literal if {
	_count({}) == 1
	_count({"place": "build-arg"}) == 1
	_count({"place": "label"}) == 1
}

test_argument_without_value if {
	_count({"place": "build-arg", "class": "absent"}) == 1
	_count({"class": "absent"}) == 0
}

test_copied_from_an_argument if _count({"class": "reference"}) == 1

test_services_have_other_rules if _count({"subject": "/services/web", "place": "label"}) == 0

package policies.env.envfile_secret_literal_test

import data.policies.env.envfile_secret_literal as rule
import data.policies.lib.secret_fixtures_test as fixture

_count(fields, sample) := total if {
	candidate := fixture.candidate(object.union({"place": "env-file", "subject": "/env_files/0", "holder": "/env_files/0/assignments/0"}, fields))
	file := {"at": "/env_files/0", "path": ".env", "sample": sample, "ignored": null, "used_by": [], "interpolation": true}
	found := rule.deny with input as object.union(fixture.input_with([candidate]), {"env_files": [file]}) with data.params.env.envfile_secret_literal.allow as []
	total := count(found)
}

test_committed if _count({}, false) == 1

test_unknown_whether_ignored if _count({"ignored": null}, false) == 1

test_ignored if _count({"ignored": true}, false) == 0

test_sample if _count({}, true) == 0

test_stand_in if _count({"placeholder": "changeme"}, false) == 0

test_reference if _count({"class": "reference"}, false) == 0

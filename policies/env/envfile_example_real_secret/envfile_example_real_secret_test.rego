package policies.env.envfile_example_real_secret_test

import data.policies.env.envfile_example_real_secret as rule
import data.policies.lib.secret_fixtures_test as fixture

_count(fields, sample) := total if {
	candidate := fixture.candidate(object.union({"place": "env-file", "subject": "/env_files/0", "holder": "/env_files/0/assignments/0"}, fields))
	file := {"at": "/env_files/0", "path": ".env.example", "sample": sample, "ignored": null, "used_by": [], "interpolation": false}
	found := rule.deny with input as object.union(fixture.input_with([candidate]), {"env_files": [file]}) with data.params.env.envfile_example_real_secret.allow as []
	total := count(found)
}

test_generated if _count({"length": 32, "charset": "hex"}, true) == 1

test_token if _count({"kind": "token", "provider": "github"}, true) == 1

test_words if _count({}, true) == 0

test_no_sample if _count({"length": 32, "charset": "hex"}, false) == 0

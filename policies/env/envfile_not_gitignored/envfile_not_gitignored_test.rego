package policies.env.envfile_not_gitignored_test

import data.policies.env.envfile_not_gitignored as rule
import data.policies.lib.secret_fixtures_test as fixture

_count(ignored, fields) := total if {
	candidate := fixture.candidate(object.union({"place": "env-file", "subject": "/env_files/0"}, fields))
	file := {"at": "/env_files/0", "path": ".env", "sample": false, "ignored": ignored}
	found := rule.deny with input as object.union(fixture.input_with([candidate]), {"env_files": [file]})
	total := count(found)
}

test_committed if _count(false, {}) == 1

test_ignored_or_unknown if {
	_count(true, {}) == 0
	_count(null, {}) == 0
}

test_no_secrets if _count(false, {"class": "absent"}) == 0

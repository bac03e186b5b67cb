package policies.env.envfile_secret_literal_test

import data.policies.env.envfile_secret_literal as rule
import data.policies.lib.secret_fixtures_test as fixture

# The files of a text case lie in no repository, so nothing of them is git-ignored.
_count(ignored) := total if {
	candidate := fixture.candidate({"place": "env-file", "subject": "/env_files/0", "ignored": ignored})
	file := {"at": "/env_files/0", "path": ".env", "name": ".env", "sample": false, "ignored": ignored, "used_by": [], "interpolation": true}
	found := rule.deny with input as object.union(fixture.input_with([candidate]), {"env_files": [file]})
		with data.params.env.envfile_secret_literal.allow as []
	total := count(found)
}

test_ignored if _count(true) == 0

test_committed if _count(false) == 1

# A text case cannot hold a true token.
test_issued_token_among_tests if {
	candidate := fixture.candidate({"file": ".env.test", "place": "env-file", "subject": "/env_files/0", "ignored": false, "kind": "token", "provider": "github"})
	file := {"at": "/env_files/0", "path": ".env.test", "name": ".env.test", "sample": false, "used_by": [], "interpolation": false}
	found := rule.deny with input as object.union(fixture.input_with([candidate]), {"env_files": [file]})
		with data.params.env.envfile_secret_literal.allow as []
	count(found) == 1
}

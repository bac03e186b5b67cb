package policies.env.envfile_example_real_secret_test

import data.policies.env.envfile_example_real_secret as rule
import data.policies.lib.secret_fixtures_test as fixture

# A text case would have to hold a token that somebody could take for a true one.
_count(kind, class) := total if {
	token := fixture.candidate({"place": "env-file", "subject": "/env_files/0", "kind": kind, "provider": "github", "class": class})
	file := {"at": "/env_files/0", "path": ".env.example", "sample": true, "ignored": null, "used_by": [], "interpolation": false}
	found := rule.deny with input as object.union(fixture.input_with([token]), {"env_files": [file]})
		with data.params.env.envfile_example_real_secret.allow as []
	total := count(found)
}

test_token if _count("token", "literal") == 1

test_private_key if _count("private-key", "literal") == 1

test_reference_to_a_token if _count("token", "reference") == 0

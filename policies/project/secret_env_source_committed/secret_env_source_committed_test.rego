# The files of a text case lie in no repository, so that none of them is kept out of one.
package policies.project.secret_env_source_committed_test

import data.policies.lib.example
import data.policies.project.secret_env_source_committed as rule

_count(ignored) := total if {
	file := {"at": "/env_files/0", "path": ".env", "interpolation": true, "ignored": ignored, "assignments": [{"at": "/env_files/0/assignments/0", "key": "TOKEN", "value": "***"}]}
	found := rule.deny with input as example.project_with([], {"secrets": {"t": {"at": "/secrets/t", "key": "t", "environment": "TOKEN", "facts": {}}}, "env_files": [file]})
	total := count(found)
}

test_kept_out_of_the_repository if {
	_count(true) == 0
	_count(false) == 1
}

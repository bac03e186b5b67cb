package policies.env.envfile_value_unquoted_test

import data.policies.lib.example
import data.policies.env.envfile_value_unquoted as rule

_found(value, quote) := found if {
	assignments := [{"at": "/env_files/0/assignments/0", "key": "A", "value": value, "quote": quote}]
	found := rule.deny with input as example.project_with([], {"env_files": [{"at": "/env_files/0", "path": ".env", "assignments": assignments}]})
}

test_words if example.marks(_found("a b", "")) == {"/env_files/0/assignments/0"}

test_quoted if count(_found("a b", "\"")) == 0

test_one_word if {
	count(_found("ab", "")) == 0
	count(_found(null, "")) == 0
}

package policies.compose.tls_verify_disabled_runtime_test

import data.policies.lib.example
import data.policies.compose.tls_verify_disabled_runtime as rule

_in_file(name, value) := found if {
	found := rule.deny with input as example.project_with([], {"env_files": [{"at": "/env_files/0", "path": ".env", "name": ".env", "sample": false, "assignments": [{"at": "/env_files/0/assignments/0", "key": name, "value": value}]}]})
}

test_env_file if example.marks(_in_file("PYTHONHTTPSVERIFY", "0")) == {"/env_files/0/assignments/0"}

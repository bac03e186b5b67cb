package policies.compose.secret_file_is_host_secret_test

import data.policies.compose.secret_file_is_host_secret as rule
import data.policies.lib.example

_count(file) := total if {
	found := rule.deny with input as example.project_with([], {"secrets": {"k": {"at": "/secrets/k", "key": "k", "file": file, "facts": {}}}})
	total := count(found)
}

test_own_files if {
	_count("secrets/deploy_key") == 0
	_count("/etc/app/key") == 0
	_count(null) == 0
}

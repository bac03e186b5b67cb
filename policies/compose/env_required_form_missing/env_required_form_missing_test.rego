# What git ignores is known of files on the disk, which the files of a case are not.
package policies.compose.env_required_form_missing_test

import data.policies.lib.example
import data.policies.compose.env_required_form_missing as rule

_count(ignored) := total if {
	variable := {"at": "/variables/0", "name": "DB_PASSWORD", "state": "set", "operator": "", "used_at": null, "set_at": null}
	file := {"at": "/env_files/0", "sample": false, "ignored": ignored, "mentions": [], "assignments": [{"key": "DB_PASSWORD", "value": "x"}]}
	found := rule.deny with input as example.project_with([], {"variables": [variable], "env_files": [file]})
	total := count(found)
}

test_an_ignored_file_is_not_there_for_others if {
	_count(true) == 1
	_count(false) == 0
	_count(null) == 0
}

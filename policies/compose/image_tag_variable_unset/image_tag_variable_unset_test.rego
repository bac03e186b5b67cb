package policies.compose.image_tag_variable_unset_test

import data.policies.compose.image_tag_variable_unset as rule
import data.policies.lib.fixtures_test as f

_count(fields) := found if {
	variable := object.union({"at": "/variables/0", "name": "TAG", "state": "unset", "operator": "", "used_at": "/services/web/image"}, fields)
	found := count(rule.deny) with input as object.union(f.services({"web": "app:1"}), {"variables": [variable]})
}

test_unset if {
	_count({}) == 1
}

test_others if {
	_count({"state": "set"}) == 0
	_count({"state": "defaulted", "operator": ":-"}) == 0
	_count({"used_at": "/services/web/ports/0"}) == 0
	_count({"used_at": null}) == 0
}

test_named_by_a_sample if {
	file := {"at": "/env_files/0", "sample": true, "assignments": [{"at": "/env_files/0/assignments/0", "key": "TAG", "value": "1"}]}
	variable := {"at": "/variables/0", "name": "TAG", "state": "unset", "operator": "", "used_at": "/services/web/image"}
	found := rule.deny with input as object.union(f.services({"web": "app:1"}), {"variables": [variable], "env_files": [file]})
	count(found) == 0
}

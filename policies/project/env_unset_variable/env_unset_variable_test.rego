package policies.project.env_unset_variable_test

import data.policies.lib.example
import data.policies.project.env_unset_variable as rule

_variable(index, state) := {"at": sprintf("/variables/%d", [index]), "name": "TAG", "state": state, "operator": "", "used_at": null, "set_at": null}

_file(sample, key) := {"at": "/env_files/0", "path": "x", "sample": sample, "interpolation": sample == false, "assignments": [{"at": "/env_files/0/assignments/0", "key": key, "value": "1"}]}

_found(variables, files) := found if {
	found := rule.deny with input as example.project_with([], {"variables": variables, "env_files": files})
}

test_unset if {
	found := _found([_variable(0, "unset"), _variable(1, "unset")], [_file(false, "OTHER")])
	example.marks(found) == {"/variables/0"}
}

test_shell_may_set_it if count(_found([_variable(0, "unset")], [])) == 0

test_sample if count(_found([_variable(0, "unset")], [_file(false, "OTHER"), _file(true, "TAG")])) == 0

test_what_is_no_sample_asks_for_nothing if {
	count(_found([_variable(0, "unset")], [_file(false, "TAG")])) == 1
}

test_env_files_of_services_alone_set_nothing_here if {
	file := object.union(_file(false, "OTHER"), {"interpolation": false})
	count(_found([_variable(0, "unset")], [file])) == 0
}

test_first_use_without_a_value if {
	found := _found([_variable(0, "defaulted"), _variable(1, "unset")], [_file(false, "OTHER")])
	example.marks(found) == {"/variables/1"}
}

test_otherwise if {
	every state in ["set", "defaulted", "required"] {
		count(_found([_variable(0, state)], [_file(false, "OTHER")])) == 0
	}
}

test_image_is_another_rule if {
	service := example.service("web", {"image": "app:"}, {})
	every place, wanted in {"/services/web/image": 0, "/services/web/ports/0": 1} {
		variable := object.union(_variable(0, "unset"), {"used_at": place})
		found := rule.deny with input as example.project_with([service], {"variables": [variable], "env_files": [_file(false, "OTHER")]})
		count(found) == wanted
	}
}

test_commented_out_in_an_env_file if {
	file := object.union(_file(false, "OTHER"), {"mentions": ["TAG"]})
	count(_found([_variable(0, "unset")], [file])) == 0
}

package policies.compose.project_name_missing_test

import data.policies.lib.example
import data.policies.compose.project_name_missing

test_missing if {
	found := project_name_missing.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "services"}], "services": [], "anchors": []}]})
	example.marks(found) == {"/compose_files/0/keys/0"}
}

test_empty_file if {
	found := project_name_missing.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [], "services": [], "anchors": []}]})
	example.marks(found) == {"/compose_files/0"}
}

test_in_the_second_file if {
	found := project_name_missing.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "services"}], "services": [], "anchors": []}, {"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "name"}, {"at": "/compose_files/0/keys/1", "key": "services"}], "services": [], "anchors": []}]})
	example.marks(found) == set()
}

test_no_compose_file if {
	found := project_name_missing.deny with input as example.project([])
	example.marks(found) == set()
}

package policies.compose.top_level_keys_unordered_test

import data.policies.lib.example
import data.policies.compose.top_level_keys_unordered

test_unordered if {
	found := top_level_keys_unordered.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "services"}, {"at": "/compose_files/0/keys/1", "key": "name"}, {"at": "/compose_files/0/keys/2", "key": "x-b"}, {"at": "/compose_files/0/keys/3", "key": "x-a"}], "services": [], "anchors": []}]})
	example.marks(found) == {"/compose_files/0/keys/1", "/compose_files/0/keys/2", "/compose_files/0/keys/3"}
}

test_ordered if {
	found := top_level_keys_unordered.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "x-a"}, {"at": "/compose_files/0/keys/1", "key": "x-b"}, {"at": "/compose_files/0/keys/2", "key": "name"}, {"at": "/compose_files/0/keys/3", "key": "services"}, {"at": "/compose_files/0/keys/4", "key": "networks"}], "services": [], "anchors": []}]})
	example.marks(found) == set()
}

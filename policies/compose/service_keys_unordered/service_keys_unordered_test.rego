package policies.compose.service_keys_unordered_test

import data.policies.lib.example
import data.policies.compose.service_keys_unordered

test_unordered if {
	found := service_keys_unordered.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "services"}], "services": [{"at": "/compose_files/0/services/0", "key": "web", "keys": [{"at": "/compose_files/0/services/0/keys/0", "key": "container_name"}, {"at": "/compose_files/0/services/0/keys/1", "key": "image"}, {"at": "/compose_files/0/services/0/keys/2", "key": "ports"}], "depends_on": [], "ports": [], "volumes": []}], "anchors": []}]})
	example.marks(found) == {"/compose_files/0/services/0/keys/1"}
}

test_ordered if {
	found := service_keys_unordered.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "services"}], "services": [{"at": "/compose_files/0/services/0", "key": "web", "keys": [{"at": "/compose_files/0/services/0/keys/0", "key": "image"}, {"at": "/compose_files/0/services/0/keys/1", "key": "x-note"}, {"at": "/compose_files/0/services/0/keys/2", "key": "container_name"}, {"at": "/compose_files/0/services/0/keys/3", "key": "environment"}, {"at": "/compose_files/0/services/0/keys/4", "key": "volumes"}, {"at": "/compose_files/0/services/0/keys/5", "key": "ports"}], "depends_on": [], "ports": [], "volumes": []}], "anchors": []}]})
	example.marks(found) == set()
}

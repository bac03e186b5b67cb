package policies.compose.services_unordered_test

import data.policies.lib.example
import data.policies.compose.services_unordered

test_unsorted if {
	found := services_unordered.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "services"}], "services": [{"at": "/compose_files/0/services/0", "key": "web", "keys": [], "depends_on": [], "ports": [], "volumes": []}, {"at": "/compose_files/0/services/1", "key": "api", "keys": [], "depends_on": [], "ports": [], "volumes": []}, {"at": "/compose_files/0/services/2", "key": "db", "keys": [], "depends_on": [], "ports": [], "volumes": []}], "anchors": []}]})
	example.marks(found) == {"/compose_files/0/services/1"}
}

test_sorted if {
	found := services_unordered.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "services"}], "services": [{"at": "/compose_files/0/services/0", "key": "api", "keys": [], "depends_on": [], "ports": [], "volumes": []}, {"at": "/compose_files/0/services/1", "key": "web", "keys": [], "depends_on": [], "ports": [], "volumes": []}], "anchors": []}]})
	example.marks(found) == set()
}

package policies.compose.dependencies_unordered_test

import data.policies.lib.example
import data.policies.compose.dependencies_unordered

test_unsorted if {
	found := dependencies_unordered.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "services"}], "services": [{"at": "/compose_files/0/services/0", "key": "web", "keys": [], "depends_on": [{"at": "/compose_files/0/services/0/depends_on/0", "text": "redis", "quote": ""}, {"at": "/compose_files/0/services/0/depends_on/1", "text": "db", "quote": ""}], "ports": [], "volumes": []}], "anchors": []}]})
	example.marks(found) == {"/compose_files/0/services/0/depends_on/1"}
}

test_sorted if {
	found := dependencies_unordered.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "services"}], "services": [{"at": "/compose_files/0/services/0", "key": "web", "keys": [], "depends_on": [{"at": "/compose_files/0/services/0/depends_on/0", "text": "db", "quote": ""}, {"at": "/compose_files/0/services/0/depends_on/1", "text": "redis", "quote": ""}], "ports": [], "volumes": []}, {"at": "/compose_files/0/services/1", "key": "x", "keys": [], "depends_on": [], "ports": [], "volumes": []}], "anchors": []}]})
	example.marks(found) == set()
}

package policies.compose.ports_unordered_test

import data.policies.lib.example
import data.policies.compose.ports_unordered

test_unsorted if {
	found := ports_unordered.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "services"}], "services": [{"at": "/compose_files/0/services/0", "key": "web", "keys": [], "depends_on": [], "ports": [{"at": "/compose_files/0/services/0/ports/0", "text": "${P}:80", "quote": "\""}, {"at": "/compose_files/0/services/0/ports/1", "text": "81", "quote": "\""}, {"at": "/compose_files/0/services/0/ports/2", "text": "79", "quote": "\""}, {"at": "/compose_files/0/services/0/ports/3", "text": "127.0.0.1:80:80", "quote": ""}, {"at": "/compose_files/0/services/0/ports/4", "text": "[::1]:8000-8010:80/udp", "quote": ""}, {"at": "/compose_files/0/services/0/ports/5", "text": null, "quote": ""}], "volumes": []}], "anchors": []}]})
	example.marks(found) == {"/compose_files/0/services/0/ports/2"}
}

test_sorted if {
	found := ports_unordered.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "services"}], "services": [{"at": "/compose_files/0/services/0", "key": "web", "keys": [], "depends_on": [], "ports": [{"at": "/compose_files/0/services/0/ports/0", "text": "79", "quote": ""}, {"at": "/compose_files/0/services/0/ports/1", "text": "80:80", "quote": ""}, {"at": "/compose_files/0/services/0/ports/2", "text": "127.0.0.1:8080:80", "quote": ""}], "volumes": []}], "anchors": []}]})
	example.marks(found) == set()
}

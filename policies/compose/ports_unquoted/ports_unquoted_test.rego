package policies.compose.ports_unquoted_test

import data.policies.lib.example
import data.policies.compose.ports_unquoted

test_plain if {
	found := ports_unquoted.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "services"}], "services": [{"at": "/compose_files/0/services/0", "key": "web", "keys": [], "depends_on": [], "ports": [{"at": "/compose_files/0/services/0/ports/0", "text": "80:80", "quote": ""}, {"at": "/compose_files/0/services/0/ports/1", "text": "81:81", "quote": "\""}, {"at": "/compose_files/0/services/0/ports/2", "text": null, "quote": ""}], "volumes": []}], "anchors": []}]})
	example.marks(found) == {"/compose_files/0/services/0/ports/0"}
}

package policies.compose.volumes_quoted_test

import data.policies.lib.example
import data.policies.compose.volumes_quoted

test_quoted if {
	found := volumes_quoted.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "services"}], "services": [{"at": "/compose_files/0/services/0", "key": "web", "keys": [], "depends_on": [], "ports": [], "volumes": [{"at": "/compose_files/0/services/0/volumes/0", "text": "data:/data", "quote": ""}, {"at": "/compose_files/0/services/0/volumes/1", "text": "logs:/logs", "quote": "\""}, {"at": "/compose_files/0/services/0/volumes/2", "text": "~/x:/x", "quote": "\""}, {"at": "/compose_files/0/services/0/volumes/3", "text": null, "quote": ""}]}], "anchors": []}]})
	example.marks(found) == {"/compose_files/0/services/0/volumes/1"}
}

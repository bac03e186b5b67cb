package policies.compose.compose_version_obsolete_test

import data.policies.lib.example
import data.policies.compose.compose_version_obsolete

test_version if {
	found := compose_version_obsolete.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "version"}, {"at": "/compose_files/0/keys/1", "key": "services"}], "services": [], "anchors": []}]})
	example.marks(found) == {"/compose_files/0/keys/0"}
}

test_none if {
	found := compose_version_obsolete.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "services"}], "services": [], "anchors": []}]})
	example.marks(found) == set()
}

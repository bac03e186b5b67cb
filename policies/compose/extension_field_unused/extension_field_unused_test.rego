package policies.compose.extension_field_unused_test

import data.policies.lib.example
import data.policies.compose.extension_field_unused

test_unused if {
	found := extension_field_unused.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [{"at": "/compose_files/0/keys/0", "key": "x-a"}, {"at": "/compose_files/0/keys/1", "key": "services"}], "services": [], "anchors": [{"name": "a", "below": "x-a", "used": false, "at": "/compose_files/0/anchors/0"}, {"name": "b", "below": "x-a", "used": true, "at": "/compose_files/0/anchors/1"}, {"name": "c", "below": "services", "used": false, "at": "/compose_files/0/anchors/2"}]}]})
	example.marks(found) == {"/compose_files/0/anchors/0"}
}

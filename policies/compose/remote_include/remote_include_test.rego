package policies.compose.remote_include_test

import data.policies.lib.example
import data.policies.compose.remote_include as rule

_found(remote) := found if {
	found := rule.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [], "services": [], "anchors": [], "remotes": [remote]}]})
}

_remote(fields) := object.union({"at": "/compose_files/0/remotes/0", "attribute": "include", "service": null, "kind": "git", "reference": null, "pinned": false}, fields)

test_unpinned if example.marks(_found(_remote({}))) == {"/compose_files/0/remotes/0"}

test_tag if {
	some finding in _found(_remote({"attribute": "extends", "service": "web", "kind": "oci", "reference": "1"}))
	startswith(finding.message, "service web takes a Compose file from a registry at 1")
}

test_pinned if _found(_remote({"reference": "0123456789abcdef0123456789abcdef01234567", "pinned": true})) == set()

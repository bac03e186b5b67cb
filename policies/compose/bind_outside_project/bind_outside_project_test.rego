package policies.compose.bind_outside_project_test

import data.policies.lib.example
import data.policies.compose.bind_outside_project

test_above_the_repository if {
	found := bind_outside_project.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "../shared", "in_project": false}), example.mount("/services/web/volumes/1", {"host_path": "~/media", "in_project": false})]})])
	example.marks(found) == {"/services/web/volumes/0", "/services/web/volumes/1"}
}

test_unknown if {
	found := bind_outside_project.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/x", "in_project": null})]})])
	example.marks(found) == set()
}

test_unset_variable if {
	every state, wanted in {"unset": 0, "set": 1} {
		variable := {"at": "/variables/0", "name": "DATA", "state": state, "operator": "", "used_at": "/services/web/volumes/0"}
		service := example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/aerospike", "in_project": false})]})
		found := bind_outside_project.deny with input as example.project_with([service], {"variables": [variable]})
		count(found) == wanted
	}
}

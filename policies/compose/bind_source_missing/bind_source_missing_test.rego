package policies.compose.bind_source_missing_test

import data.policies.lib.example
import data.policies.compose.bind_source_missing

test_missing if {
	found := bind_source_missing.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "conf/web.ini", "in_project": true, "exists": false})]})])
	example.marks(found) == {"/services/web/volumes/0"}
}

test_read_only_directory if {
	found := bind_source_missing.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "conf", "in_project": true, "exists": false, "read_only": true})]})])
	example.marks(found) == {"/services/web/volumes/0"}
}

test_data_is_created if {
	found := bind_source_missing.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "data", "in_project": true, "exists": false})]})])
	example.marks(found) == set()
}

test_there if {
	found := bind_source_missing.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "conf", "in_project": true, "exists": true})]})])
	example.marks(found) == set()
}

test_unknown if {
	found := bind_source_missing.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/srv", "in_project": false})]})])
	example.marks(found) == set()
}

test_long_syntax_fails_by_itself if {
	found := bind_source_missing.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "conf/a.ini", "in_project": true, "exists": false, "short": false})]})])
	example.marks(found) == set()
}

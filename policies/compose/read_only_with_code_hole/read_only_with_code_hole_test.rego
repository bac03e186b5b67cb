package policies.compose.read_only_with_code_hole_test

import data.policies.lib.example
import data.policies.compose.read_only_with_code_hole

test_code_is_writable if {
	found := read_only_with_code_hole.deny with input as example.project([example.service("web", {}, {"hardening": {"read_only": true}, "mounts": [example.mount("/services/web/volumes/0", {"host_path": "web", "target": "/app"})]})])
	example.marks(found) == {"/services/web/volumes/0"}
}

test_working_directory if {
	found := read_only_with_code_hole.deny with input as example.project_with([example.service("web", {}, {"build": "Dockerfile", "hardening": {"read_only": true}, "mounts": [example.mount("/services/web/volumes/0", {"host_path": "web", "target": "/code"})]})], {"builds": {"Dockerfile": {"effect": {"workdir": {"value": "/code"}}}}})
	example.marks(found) == {"/services/web/volumes/0"}
}

test_data if {
	found := read_only_with_code_hole.deny with input as example.project([example.service("web", {}, {"hardening": {"read_only": true}, "mounts": [example.mount("/services/web/volumes/0", {"host_path": "data", "target": "/app/data"}), example.mount("/services/web/volumes/1", {"host_path": "web", "target": "/app", "read_only": true})]})])
	example.marks(found) == set()
}

test_tmpfs if {
	found := read_only_with_code_hole.deny with input as example.project([example.service("web", {}, {"hardening": {"read_only": true}, "mounts": [example.mount("/services/web/tmpfs/0", {"from": "tmpfs", "kind": "tmpfs", "target": "/opt"}), example.mount("/services/web/tmpfs/1", {"from": "tmpfs", "kind": "tmpfs", "target": "/usr/local/bin", "options": ["exec"]})]})])
	example.marks(found) == {"/services/web/tmpfs/1"}
}

test_not_read_only if {
	found := read_only_with_code_hole.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "web", "target": "/app"})]})])
	example.marks(found) == set()
}

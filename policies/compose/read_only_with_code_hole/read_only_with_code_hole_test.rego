package policies.compose.read_only_with_code_hole_test

import data.policies.lib.example
import data.policies.compose.read_only_with_code_hole

test_working_directory if {
	found := read_only_with_code_hole.deny with input as example.project_with([example.service("web", {}, {"build": "Dockerfile", "hardening": {"read_only": true}, "mounts": [example.mount("/services/web/volumes/0", {"host_path": "web", "target": "/code"})]})], {"builds": {"Dockerfile": {"effect": {"workdir": {"value": "/code"}}}}})
	example.marks(found) == {"/services/web/volumes/0"}
}

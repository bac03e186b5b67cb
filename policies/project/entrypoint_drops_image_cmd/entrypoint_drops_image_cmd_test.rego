package policies.project.entrypoint_drops_image_cmd_test

import data.policies.lib.example
import data.policies.project.entrypoint_drops_image_cmd as rule

_found(attributes) := found if {
	result := rule.deny with input as example.project_with([example.service("web", attributes, {"build": "Dockerfile"})], {"builds": {"Dockerfile": {"effect": {"command": {"at": "/x", "words": ["app"]}}}}})
	found := example.marks(result)
}

test_discarded if _found({"entrypoint": ["/start.sh"]}) == {"/services/web/entrypoint"}

test_command if _found({"entrypoint": ["/start.sh"], "command": ["app"]}) == set()

test_a_whole_command if _found({"entrypoint": ["sh", "-c", "x"]}) == set()

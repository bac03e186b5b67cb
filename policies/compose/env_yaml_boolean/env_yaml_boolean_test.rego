package policies.compose.env_yaml_boolean_test

import data.policies.lib.example
import data.policies.compose.env_yaml_boolean as rule

_found(kind) := found if {
	service := {"at": "/compose_files/0/services/0", "key": "web", "keys": [], "depends_on": [], "ports": [], "volumes": [], "environment": [{"at": "/compose_files/0/services/0/environment/0", "key": "A", "kind": kind}]}
	found := rule.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [], "services": [service], "anchors": [], "remotes": []}]})
}

test_kinds if {
	every kind in ["boolean", "word", "sexagesimal"] {
		example.marks(_found(kind)) == {"/compose_files/0/services/0/environment/0"}
	}
}

test_number_is_for_another_rule if _found("number") == set()

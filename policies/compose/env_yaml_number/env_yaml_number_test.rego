package policies.compose.env_yaml_number_test

import data.policies.lib.example
import data.policies.compose.env_yaml_number as rule

_found(kind) := found if {
	service := {"at": "/compose_files/0/services/0", "key": "web", "keys": [], "depends_on": [], "ports": [], "volumes": [], "environment": [{"at": "/compose_files/0/services/0/environment/0", "key": "A", "kind": kind}]}
	found := rule.deny with input as example.project_with([], {"compose_files": [{"at": "/compose_files/0", "path": "compose.yaml", "keys": [], "services": [service], "anchors": [], "remotes": []}]})
}

test_number if example.marks(_found("number")) == {"/compose_files/0/services/0/environment/0"}

test_others if _found("boolean") == set()

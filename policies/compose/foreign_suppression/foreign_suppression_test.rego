package policies.compose.foreign_suppression_test

import data.policies.lib.example
import data.policies.compose.foreign_suppression as rule

_found(kind, tool, allow) := found if {
	result := rule.deny with input as example.project_with([], {"builds": {"Dockerfile": {"at": "/builds/Dockerfile", "inline": false, "dockerfile": "Dockerfile"}}, "remarks": [{"at": "/remarks/0", "file": "compose.yaml", "kind": kind, "tool": tool, "word": "x"}]}) with data.params.compose.foreign_suppression.allow as allow
	found := example.marks(result)
}

test_suppression if _found("suppression", "hadolint", []) == {"/remarks/0"}

test_allowed if _found("suppression", "shellcheck", ["shellcheck"]) == set()

test_todo if _found("todo", null, []) == set()

test_of_another_file if {
	count(rule.deny) == 0 with input as example.project_with([], {"builds": {"Dockerfile": {"at": "/builds/Dockerfile", "inline": false, "dockerfile": "Dockerfile"}}, "remarks": [{"at": "/remarks/0", "file": "Dockerfile", "kind": "suppression", "tool": "x", "word": "x"}]}) with data.params.compose.foreign_suppression.allow as []
}

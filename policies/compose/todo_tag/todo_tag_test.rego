package policies.compose.todo_tag_test

import data.policies.lib.example
import data.policies.compose.todo_tag as rule

_found(kind) := found if {
	result := rule.deny with input as example.project_with([], {"builds": {"Dockerfile": {"at": "/builds/Dockerfile", "inline": false, "dockerfile": "Dockerfile"}}, "remarks": [{"at": "/remarks/0", "file": "compose.yaml", "kind": kind, "tool": null, "word": "TODO"}]})
	found := example.marks(result)
}

test_todo if _found("todo") == {"/remarks/0"}

test_suppression if _found("suppression") == set()

test_of_another_file if {
	count(rule.deny) == 0 with input as example.project_with([], {"builds": {"Dockerfile": {"at": "/builds/Dockerfile", "inline": false, "dockerfile": "Dockerfile"}}, "remarks": [{"at": "/remarks/0", "file": "Dockerfile", "kind": "todo", "tool": "x", "word": "x"}]})
}

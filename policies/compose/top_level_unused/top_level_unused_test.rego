package policies.compose.top_level_unused_test

import data.policies.lib.example
import data.policies.compose.top_level_unused

test_unused if {
	found := top_level_unused.deny with input as example.project_with([example.service("web", {}, {})], {"networks": {"n": {"at": "/networks/n", "key": "n", "facts": {"declared": true, "used_by": []}}}, "volumes": {"v": {"at": "/volumes/v", "key": "v", "facts": {"declared": true, "used_by": ["web"]}}}})
	example.marks(found) == {"/networks/n"}
}

test_external_secret if {
	found := top_level_unused.deny with input as example.project_with([], {"secrets": {"a": {"at": "/secrets/a", "key": "a", "facts": {"external": true, "used_by": []}}, "b": {"at": "/secrets/b", "key": "b", "facts": {"external": false, "used_by": []}}, "c": {"at": "/secrets/c", "key": "c", "facts": {"external": true, "used_by": ["web"]}}}})
	example.marks(found) == {"/secrets/a"}
}

test_declarations_alone if {
	found := top_level_unused.deny with input as example.project_with([], {"networks": {"n": {"at": "/networks/n", "key": "n", "facts": {"declared": true, "used_by": []}}}})
	count(found) == 0
}

package policies.compose.secret_external_without_swarm_test

import data.policies.compose.secret_external_without_swarm as rule
import data.policies.lib.example

_count(external, used_by) := total if {
	found := rule.deny with input as example.project_with([], {"secrets": {"token": {"at": "/secrets/token", "key": "token", "facts": {"external": external, "used_by": used_by}}}})
	total := count(found)
}

test_external if _count(true, ["web"]) == 1

test_nobody_needs_it if _count(true, []) == 0

package policies.compose.secret_over_shared_test

import data.policies.compose.secret_over_shared as rule
import data.policies.lib.example

_count(used_by) := total if {
	found := rule.deny with input as example.project_with([], {"secrets": {"token": {"at": "/secrets/token", "key": "token", "facts": {"used_by": used_by}}}}) with data.params.compose.secret_over_shared.most as 3
	total := count(found)
}

test_many if _count(["a", "b", "c", "d"]) == 1

test_few if _count(["a", "b", "c"]) == 0

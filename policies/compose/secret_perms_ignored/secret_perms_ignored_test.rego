package policies.compose.secret_perms_ignored_test

import data.policies.compose.secret_perms_ignored as rule
import data.policies.lib.example

_count(use, file) := total if {
	found := rule.deny with input as example.project_with([example.service("web", {"secrets": [object.union({"source": "token"}, use)]}, {})], {"secrets": {"token": {"at": "/secrets/token", "key": "token", "facts": {"file": file}}}})
	total := count(found)
}

test_mode_of_a_file if _count({"mode": "0400"}, "token.txt") == 1

test_no_mode if _count({}, "token.txt") == 0

test_no_file if _count({"mode": "0400"}, null) == 0

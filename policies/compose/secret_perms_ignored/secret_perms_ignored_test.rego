package policies.compose.secret_perms_ignored_test

import data.policies.compose.secret_perms_ignored as rule
import data.policies.lib.example

_count(use, file) := total if {
	found := rule.deny with input as example.project_with([example.service("web", {"secrets": [object.union({"source": "token"}, use)]}, {})], {"secrets": {"token": {"at": "/secrets/token", "key": "token", "facts": {"file": file}}}})
	total := count(found)
}

test_no_file if _count({"mode": "0400"}, null) == 0

test_a_wrong_value_hides_nothing_of_others if {
	secret := {"token": {"at": "/secrets/token", "key": "token", "facts": {"file": "token.txt"}}}
	services := array.concat(
		[example.service(sprintf("wrong%d", [i]), {"secrets": wrong}, {}) | some i, wrong in [null, "x", -1, [null], ["token"], {}]],
		[example.service("web", {"secrets": [{"source": "token", "mode": "0400"}]}, {})],
	)
	found := rule.deny with input as example.project_with(services, {"secrets": secret})
	example.marks(found) == {"/services/web/secrets/0/mode"}
}

package policies.compose.secret_unused_test

import data.policies.compose.secret_unused as rule
import data.policies.lib.example

_project(used_by, build_secrets) := example.project_with([example.service("web", {"build": {"secrets": build_secrets}}, {})], {"secrets": {"token": {"at": "/secrets/token", "key": "token", "facts": {"external": false, "used_by": used_by}}}})

_count(project) := total if {
	found := rule.deny with input as project
	total := count(found)
}

test_a_service_uses_it if _count(_project(["web"], [])) == 0

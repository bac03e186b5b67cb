package policies.compose.secret_unused_test

import data.policies.compose.secret_unused as rule
import data.policies.lib.example

_project(used_by, build_secrets) := example.project_with([example.service("web", {"build": {"secrets": build_secrets}}, {})], {"secrets": {"token": {"at": "/secrets/token", "key": "token", "facts": {"external": false, "used_by": used_by}}}})

_count(project) := total if {
	found := rule.deny with input as project
	total := count(found)
}

test_nobody_uses_it if _count(_project([], [])) == 1

test_external_brings_no_file if {
	found := rule.deny with input as example.project_with([], {"secrets": {"token": {"at": "/secrets/token", "key": "token", "facts": {"external": true, "used_by": []}}}})
	count(found) == 0
}

test_a_service_uses_it if _count(_project(["web"], [])) == 0

test_a_build_uses_it if _count(_project([], [{"source": "token"}])) == 0

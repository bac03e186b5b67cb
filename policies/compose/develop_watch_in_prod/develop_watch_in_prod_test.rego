# What a project is for the configuration may say, which the files of a case do not have.
package policies.compose.develop_watch_in_prod_test

import data.policies.lib.example
import data.policies.compose.develop_watch_in_prod as rule

_count(role) := total if {
	service := example.service("web", {"develop": {"watch": [{"path": "."}]}}, {})
	deployment := {"name": "blue", "role": role, "because": null}
	found := rule.deny with input as example.project_with([service], {"deployment": deployment})
	total := count(found)
}

test_in_production if _count("production") == 1

test_elsewhere if {
	_count("staging") == 0
	_count("unknown") == 0
}

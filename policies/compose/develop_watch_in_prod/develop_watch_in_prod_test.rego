# The environment a project is loaded for is named by the configuration, which the files of a case do not have.
package policies.compose.develop_watch_in_prod_test

import data.policies.lib.example
import data.policies.compose.develop_watch_in_prod as rule

_count(environment) := total if {
	service := example.service("web", {"develop": {"watch": [{"path": "."}]}}, {})
	found := rule.deny with input as example.project_with([service], {"environment": environment})
	total := count(found)
}

test_in_production if {
	_count("production") == 1
	_count("eu-prod") == 1
}

test_elsewhere if {
	_count("staging") == 0
	_count("products") == 0
}

# What a project is for the configuration may say, which the files of a case do not have.
package policies.compose.debug_enabled_prod_test

import data.policies.lib.example
import data.policies.compose.debug_enabled_prod as rule

_outcomes(role) := outcomes if {
	service := example.service("web", {}, {"environment": {"FLASK_DEBUG": {"at": "/services/web/environment/FLASK_DEBUG", "value": "1", "source": "environment"}}})
	deployment := {"name": "blue", "role": role, "because": null}
	outcomes := {finding.outcome | some finding in rule.deny} with input as example.project_with([service], {"deployment": deployment})
}

test_in_production if _outcomes("production") == {"fail"}

test_in_development if {
	_outcomes("development") == set()
	_outcomes("test") == set()
}

test_elsewhere if {
	_outcomes("staging") == {"review"}
	_outcomes("unknown") == {"review"}
}

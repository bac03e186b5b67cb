# The environment a project is loaded for is named by the configuration, which the files of a case do not have.
package policies.compose.debug_enabled_prod_test

import data.policies.lib.example
import data.policies.compose.debug_enabled_prod as rule

_outcomes(environment) := outcomes if {
	service := example.service("web", {}, {"environment": {"FLASK_DEBUG": {"at": "/services/web/environment/FLASK_DEBUG", "value": "1", "source": "environment"}}})
	outcomes := {finding.outcome | some finding in rule.deny} with input as example.project_with([service], {"environment": environment})
}

test_in_production if {
	_outcomes("production") == {"fail"}
	_outcomes("Live") == {"fail"}
}

test_in_development if {
	_outcomes("development") == set()
	_outcomes("ci") == set()
}

test_elsewhere if _outcomes("staging") == {"review"}

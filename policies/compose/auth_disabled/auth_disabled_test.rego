package policies.compose.auth_disabled_test

import data.policies.compose.auth_disabled as rule
import data.policies.lib.example

_variable(key, value) := total if {
	service := example.service("db", {}, {"command": null, "environment": {key: {"at": "/services/db/environment/X", "value": value, "source": "environment"}}})
	found := rule.deny with input as example.project([service])
	total := count(found)
}

test_variables if {
	_variable("POSTGRES_HOST_AUTH_METHOD", "trust") == 1
	_variable("xpack.security.enabled", "False") == 1
	_variable("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256") == 0
	_variable("OTHER", "trust") == 0
}

package policies.project.secret_and_plaintext_both_test

import data.policies.project.secret_and_plaintext_both as rule
import data.policies.lib.example

_count(environment) := total if {
	values := {name: {"at": sprintf("/services/db/environment/%s", [name]), "value": value, "source": "environment"} | some name, value in environment}
	found := rule.deny with input as example.project([example.service("db", {}, {"environment": values})])
	total := count(found)
}

test_both if _count({"PASSWORD": "***", "PASSWORD_FILE": "/run/secrets/x"}) == 1

test_one if {
	_count({"PASSWORD_FILE": "/run/secrets/x"}) == 0
	_count({"PASSWORD": "", "PASSWORD_FILE": "/run/secrets/x"}) == 0
}

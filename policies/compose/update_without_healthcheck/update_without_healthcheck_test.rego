package policies.compose.update_without_healthcheck_test

import data.policies.lib.example
import data.policies.compose.update_without_healthcheck as rule

test_missing if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "update_config": {}}}, {"healthcheck": {"state": "missing"}})])
	example.marks(found) == {"/services/web/deploy/update_config"}
}

test_defined if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "update_config": {}}}, {"healthcheck": {"state": "defined"}})])
	example.marks(found) == set()
}

package policies.compose.debug_enabled_prod_test

import data.policies.lib.example
import data.policies.compose.debug_enabled_prod as rule

_found(files, name, value) := found if {
	service := example.service("web", {}, {"environment": {name: {"at": "/services/web/environment/X", "value": value, "source": "environment"}}})
	found := rule.deny with input as example.project_with([service], {"files": files})
}

test_in_production if {
	some finding in _found(["compose.yaml", "compose.prod.yaml"], "FLASK_DEBUG", "1")
	finding.outcome == "fail"
	finding.at == "/services/web/environment/X"
}

test_development if count(_found(["compose.dev.yaml"], "FLASK_DEBUG", "1")) == 0

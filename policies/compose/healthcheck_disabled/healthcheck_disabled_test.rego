package policies.compose.healthcheck_disabled_test

import data.policies.lib.example
import data.policies.compose.healthcheck_disabled as rule

test_of_the_image_is_another_rule if {
	found := rule.deny with input as example.project([example.service("web", {"healthcheck": {"disable": true}}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "disabled", "source": "compose", "overrides_image": true, "test": null}})])
	example.marks(found) == set()
}

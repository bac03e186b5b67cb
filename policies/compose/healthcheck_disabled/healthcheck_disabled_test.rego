package policies.compose.healthcheck_disabled_test

import data.policies.lib.example
import data.policies.compose.healthcheck_disabled as rule

test_disable if {
	found := rule.deny with input as example.project([example.service("web", {"healthcheck": {"disable": true}}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "disabled", "source": "compose", "overrides_image": false, "test": null}})])
	example.marks(found) == {"/services/web/healthcheck/disable"}
}

test_none if {
	found := rule.deny with input as example.project([example.service("web", {"healthcheck": {"test": ["NONE"]}}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "disabled", "source": "compose", "overrides_image": false, "test": null}})])
	example.marks(found) == {"/services/web/healthcheck/test"}
}

test_of_the_image_is_another_rule if {
	found := rule.deny with input as example.project([example.service("web", {"healthcheck": {"disable": true}}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "disabled", "source": "compose", "overrides_image": true, "test": null}})])
	example.marks(found) == set()
}

test_defined if {
	found := rule.deny with input as example.project([example.service("web", {}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "defined", "source": "compose", "overrides_image": false, "test": null}})])
	example.marks(found) == set()
}

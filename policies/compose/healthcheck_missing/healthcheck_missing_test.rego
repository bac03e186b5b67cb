package policies.compose.healthcheck_missing_test

import data.policies.lib.example
import data.policies.compose.healthcheck_missing as rule

test_missing if {
	found := rule.deny with input as example.project([example.service("web", {}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "missing", "source": "known-image", "overrides_image": false, "test": null}})])
	example.marks(found) == {"/services/web/healthcheck"}
}

test_has_one if {
	found := rule.deny with input as example.project([example.service("web", {}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "defined", "source": "compose", "overrides_image": false, "test": null}})])
	example.marks(found) == set()
}

test_disabled_is_another_rule if {
	found := rule.deny with input as example.project([example.service("web", {}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "disabled", "source": "compose", "overrides_image": false, "test": null}})])
	example.marks(found) == set()
}

test_unknown_is_for_review if {
	found := rule.deny with input as example.project([example.service("web", {}, {})])
	{finding.outcome | some finding in found} == {"review"}
}

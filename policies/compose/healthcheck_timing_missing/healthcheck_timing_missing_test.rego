package policies.compose.healthcheck_timing_missing_test

import data.policies.lib.example
import data.policies.compose.healthcheck_timing_missing as rule

test_missing if {
	found := rule.deny with input as example.project([example.service("web", {"healthcheck": {"interval": "10s"}}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "defined", "source": "compose", "overrides_image": false, "test": null, "interval_ns": null, "timeout_ns": null, "start_period_ns": null, "retries": null}})])
	example.marks(found) == {"/services/web/healthcheck"}
}

test_all if {
	found := rule.deny with input as example.project([example.service("web", {"healthcheck": {"interval": "10s", "timeout": "1s", "retries": 3}}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "defined", "source": "compose", "overrides_image": false, "test": null, "interval_ns": null, "timeout_ns": null, "start_period_ns": null, "retries": null}})])
	example.marks(found) == set()
}

test_of_the_image if {
	found := rule.deny with input as example.project([example.service("web", {}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "defined", "source": "dockerfile", "overrides_image": false, "test": null, "interval_ns": null, "timeout_ns": null, "start_period_ns": null, "retries": null}})])
	example.marks(found) == set()
}

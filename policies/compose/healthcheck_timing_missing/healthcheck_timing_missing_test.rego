package policies.compose.healthcheck_timing_missing_test

import data.policies.lib.example
import data.policies.compose.healthcheck_timing_missing as rule

test_missing if {
	found := rule.deny with input as example.project([example.service("web", {"healthcheck": {"interval": "10s"}}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "defined", "source": "compose", "overrides_image": false, "test": null, "interval_ns": null, "timeout_ns": null, "start_period_ns": null, "retries": null}})])
	example.marks(found) == {"/services/web/healthcheck"}
}

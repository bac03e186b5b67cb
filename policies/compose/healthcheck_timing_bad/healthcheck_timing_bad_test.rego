package policies.compose.healthcheck_timing_bad_test

import data.policies.lib.example
import data.policies.compose.healthcheck_timing_bad as rule

test_seldom if {
	found := rule.deny with input as example.project([example.service("web", {"healthcheck": {"interval": "1h0m0s"}}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "defined", "source": "compose", "overrides_image": false, "test": null, "interval_ns": 3600000000000, "timeout_ns": null, "start_period_ns": null, "retries": null}})])
	example.marks(found) == {"/services/web/healthcheck/interval"}
}

test_long if {
	found := rule.deny with input as example.project([example.service("web", {"healthcheck": {"interval": "5s", "timeout": "10s"}}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "defined", "source": "compose", "overrides_image": false, "test": null, "interval_ns": 5000000000, "timeout_ns": 10000000000, "start_period_ns": null, "retries": null}})])
	example.marks(found) == {"/services/web/healthcheck/timeout"}
}

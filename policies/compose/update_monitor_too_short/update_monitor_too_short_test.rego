package policies.compose.update_monitor_too_short_test

import data.policies.lib.example
import data.policies.compose.update_monitor_too_short as rule

test_short if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "update_config": {"monitor": "10s"}}}, {"healthcheck": {"state": "defined", "interval_ns": 10000000000, "retries": 3, "start_period_ns": null}})])
	example.marks(found) == {"/services/web/deploy/update_config/monitor"}
}

test_long if {
	found := rule.deny with input as example.project([example.service("web", {"deploy": {"replicas": 2, "update_config": {"monitor": "1m0s"}}}, {"healthcheck": {"state": "defined", "interval_ns": 10000000000, "retries": 3, "start_period_ns": null}})])
	example.marks(found) == set()
}

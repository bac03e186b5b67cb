package policies.compose.limit_nonpositive_test

import data.policies.compose.limit_nonpositive as rule
import data.policies.lib.example

# The loader refuses it, and tells it.
test_no_amount_is_no_limit_that_limits_nothing if {
	every value, wanted in {"1 gigabyte": 0, "0": 1} {
		service := example.service("web", {"mem_limit": value}, {"limits": {"memory": null, "cpus": null, "pids": null}})
		count(rule.deny) == wanted with input as example.project([service])
	}
}

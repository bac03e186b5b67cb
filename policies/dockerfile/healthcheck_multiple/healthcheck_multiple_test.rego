package policies.dockerfile.healthcheck_multiple_test

import data.policies.dockerfile.healthcheck_multiple as rule
import data.policies.lib.fixtures_test as f

test_two if {
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [f.plain("HEALTHCHECK", ["NONE"]), f.plain("HEALTHCHECK", ["CMD", "true"])])])
}

test_one_a_stage if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [f.plain("HEALTHCHECK", ["NONE"])]), f.on_stage(0, [f.plain("HEALTHCHECK", ["CMD", "true"])])])
}

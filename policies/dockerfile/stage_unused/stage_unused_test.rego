package policies.dockerfile.stage_unused_test

import data.policies.dockerfile.stage_unused as rule
import data.policies.lib.fixtures_test as f

test_used if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", []), f.stage("a:1", [])])
}
